import type { SnapshotView } from '@hookline/service-kit'

/** The tenants that exist: an event for any other goes to the dead letters. */
export class TenantStore implements SnapshotView {
  readonly kind = 'tenant'
  private readonly ids = new Set<string>()

  put(id: string): void {
    this.ids.add(id)
  }

  remove(id: string): void {
    this.ids.delete(id)
  }

  has(id: string): boolean {
    return this.ids.has(id)
  }
}

import type { ApiKeyRecord } from '@hookline/event-schemas'
import type { SnapshotView } from '@hookline/service-kit'
import { EntityView, type After } from './entity.view.js'

/** A key as the authenticator needs it: what would cost something per request is made once. */
export interface KnownKey {
  record: ApiKeyRecord
  digest: Buffer
  /** Milliseconds since the epoch; Infinity = never. */
  expiresAt: number
}

export class ApiKeysView implements SnapshotView {
  readonly kind = 'api_key'
  private readonly records = new EntityView<ApiKeyRecord>('api_key', ({ tenant_id }) => tenant_id)
  private readonly known = new Map<string, KnownKey>()

  put(id: string, value: unknown): void {
    const record = value as ApiKeyRecord
    this.records.put(id, record)
    const expiresAt = record.expires_at === null ? Number.POSITIVE_INFINITY : Date.parse(record.expires_at)
    this.known.set(id, { record, digest: Buffer.from(record.hash, 'hex'), expiresAt })
  }

  remove(id: string): void {
    this.records.remove(id)
    this.known.delete(id)
  }

  get(id: string): KnownKey | undefined {
    return this.known.get(id)
  }

  page(tenantId: string, limit: number, after: After | undefined): ReturnType<EntityView<ApiKeyRecord>['page']> {
    return this.records.page(tenantId, limit, after)
  }
}

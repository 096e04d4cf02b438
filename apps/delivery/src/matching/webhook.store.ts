import type { SnapshotView } from '@hookline/service-kit'
import type { WebhookRecord } from '@hookline/event-schemas'
import type { Sealer } from '@hookline/service-kit'
import { CompiledWebhook } from './compiled-webhook.js'
import { TenantIndex } from './tenant-index.js'

/** What became of a webhook in the snapshot. */
export type WebhookChange = 'usable' | 'disabled' | 'deleted'

/** Every webhook in memory, found by id, or by tenant and event type. Fed by the snapshot. */
export class WebhookStore implements SnapshotView {
  readonly kind = 'webhook'
  private readonly byId = new Map<string, CompiledWebhook>()
  private readonly byTenant = new Map<string, TenantIndex>()

  private listener: (id: string, change: WebhookChange) => void = () => undefined

  constructor(private readonly sealer: Sealer) {}

  /** Told of every change from now on. */
  onChange(listener: (id: string, change: WebhookChange) => void): void {
    this.listener = listener
  }

  put(id: string, value: unknown): void {
    this.drop(id)
    const webhook = new CompiledWebhook(value as WebhookRecord, this.sealer)
    this.byId.set(id, webhook)
    this.indexOf(webhook.tenantId).add(webhook)
    this.listener(id, webhook.enabled ? 'usable' : 'disabled')
  }

  remove(id: string): void {
    this.drop(id)
    this.listener(id, 'deleted')
  }

  private drop(id: string): void {
    const webhook = this.byId.get(id)
    if (webhook === undefined) return
    this.byId.delete(id)
    this.byTenant.get(webhook.tenantId)?.delete(webhook)
  }

  get(id: string): CompiledWebhook | undefined {
    return this.byId.get(id)
  }

  /** Those whose event types match, disabled ones included: their delivery is recorded as skipped. */
  match(tenantId: string, eventType: string): readonly CompiledWebhook[] {
    return this.byTenant.get(tenantId)?.match(eventType) ?? []
  }

  ofTenant(tenantId: string): CompiledWebhook[] {
    return this.byTenant.get(tenantId)?.all() ?? []
  }

  private indexOf(tenantId: string): TenantIndex {
    let index = this.byTenant.get(tenantId)
    if (index === undefined) this.byTenant.set(tenantId, (index = new TenantIndex()))
    return index
  }
}

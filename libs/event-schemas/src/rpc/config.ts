import { WebhookOptionsPatch } from '@hookline/dto'
import { z } from 'zod'
import { method } from './envelope.js'
import { ApiKeyRecord, TenantRecord, WebhookRecord } from '../snapshot.js'

/** Where the change stands in the snapshot: the gateway answers once it has applied this. */
export const Position = z.object({ generation: z.int(), offset: z.int() })

const changed = <T extends z.ZodType>(record: T) => z.object({ position: Position, record })
const removed = z.object({ position: Position })

const byId = z.object({ tenant_id: z.string(), id: z.string() })

/** Fields that a change may carry; absent = unchanged. Secrets and headers come sealed from the gateway. */
const webhookPatch = WebhookRecord.pick({
  url: true,
  event_types: true,
  description: true,
  enabled: true,
  headers: true,
  signature_uri: true,
  retry: true,
  timeout_ms: true,
  metadata: true,
})
  .partial()
  .extend({ options: WebhookOptionsPatch.optional() })

/** A new current secret; the former stays valid for `grace_seconds`. */
const secretChange = z.object({ sealed: z.string(), grace_seconds: z.int() })

export const CONFIG_RPC = {
  'tenants.create': method(z.object({ id: z.string(), name: z.string() }), changed(TenantRecord)),
  'tenants.update': method(z.object({ id: z.string(), name: z.string().optional() }), changed(TenantRecord)),
  'tenants.delete': method(z.object({ id: z.string() }), removed),
  'api_keys.create': method(ApiKeyRecord.omit({ created_at: true }), changed(ApiKeyRecord)),
  'api_keys.revoke': method(byId, removed),
  'webhooks.create': method(
    WebhookRecord.omit({ created_at: true, updated_at: true, secrets: true }).extend({ sealed_secret: z.string() }),
    changed(WebhookRecord),
  ),
  'webhooks.update': method(
    byId.extend({ patch: webhookPatch, secret: secretChange.optional() }),
    changed(WebhookRecord),
  ),
  'webhooks.delete': method(byId, removed),
} as const
export type ConfigRpc = typeof CONFIG_RPC

import type { WebhookRecord } from '@hookline/event-schemas'
import type { WebhookRow } from './webhook.entity.js'

/** Names even the members that a record may lack, so that a new one of the contract is not forgotten here. */
type CompleteRecord = { [K in keyof Required<WebhookRecord>]: WebhookRecord[K] }

export const webhookRecord = (webhook: WebhookRow): CompleteRecord => ({
  id: webhook.id,
  tenant_id: webhook.tenant_id,
  url: webhook.url,
  event_types: webhook.event_types,
  description: webhook.description,
  profile: webhook.profile,
  enabled: webhook.enabled,
  secrets: webhook.secrets,
  headers: webhook.headers,
  signature_uri: webhook.signature_uri,
  retry: webhook.retry,
  timeout_ms: webhook.timeout_ms,
  metadata: webhook.metadata,
  options: webhook.options ?? undefined,
  created_at: webhook.created_at.toISOString(),
  updated_at: webhook.updated_at.toISOString(),
})

import type { Webhook } from '@hookline/dto'
import type { WebhookRecord } from '@hookline/event-schemas'

/** As anyone sees it who may read: header values are secrets, only their names are shown. */
export function toWebhook(record: WebhookRecord): Webhook {
  const { secrets: _, tenant_id: __, headers, ...shown } = record
  return { ...shown, headers: Object.fromEntries((headers?.names ?? []).map((name) => [name, '****'])) }
}

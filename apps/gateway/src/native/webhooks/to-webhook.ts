import type { Webhook } from '@hookline/dto'
import type { WebhookRecord } from '@hookline/event-schemas'

/** As anyone sees it who may read: header values are secrets, only their names are shown. */
export function toWebhook(record: WebhookRecord): Webhook {
  const { secrets: _, tenant_id: __, headers, options = {}, ...shown } = record
  const { max_in_flight = null, rate_limit = null, ordered = false, filter = null, tags = [] } = options
  const masked = Object.fromEntries((headers?.names ?? []).map((name) => [name, '****' as const]))
  return { ...shown, headers: masked, max_in_flight, rate_limit, ordered, filter, tags }
}

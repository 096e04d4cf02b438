import { v7 } from 'uuid'
import type { CompiledWebhook } from '../matching/compiled-webhook.js'
import type { DeliveryRow, EventRow } from '../recording/rows.js'

/** A delivery as it begins; a disabled webhook's is skipped at once. */
export function newDelivery(
  event: EventRow,
  webhook: CompiledWebhook,
  createdAt: Date,
  offset: number | null,
): DeliveryRow {
  const orderingKey = webhook.enabled && webhook.ordered && offset !== null ? event.orderingKey : null
  return {
    id: v7({ msecs: createdAt.getTime() }),
    tenantId: event.tenantId,
    eventId: event.id,
    eventDay: event.day,
    webhookId: webhook.id,
    status: webhook.enabled ? 'pending' : 'skipped',
    reason: webhook.enabled ? null : 'the webhook is disabled',
    attemptCount: 0,
    failureCount: 0,
    createdAt,
    dueInMs: webhook.enabled ? 0 : null,
    orderingKey,
    sequence: orderingKey === null ? null : offset,
    fence: 0,
  }
}

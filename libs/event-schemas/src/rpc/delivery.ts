import { Delivery, DeliveryStatus, DeliverySummary, EventDelivery, EventSummary, WebhookState } from '@hookline/dto'
import { z } from 'zod'
import { Position } from './config.js'
import { method } from './envelope.js'

const page = { tenant_id: z.string(), limit: z.int(), cursor: z.string().optional() }
const listOf = <T extends z.ZodType>(item: T) => z.object({ data: z.array(item), next_cursor: z.string().nullable() })

/** `payload` comes as base64 of the exact bytes; the gateway joins them into its answer. */
const storedEvent = z.object({
  summary: EventSummary,
  content_type: z.string(),
  payload: z.string(),
  deliveries: z.array(EventDelivery),
})

export const DELIVERY_RPC = {
  'events.list': method(
    z.object({
      ...page,
      type: z.string().optional(),
      source_id: z.string().optional(),
      since: z.string().optional(),
      until: z.string().optional(),
    }),
    listOf(EventSummary),
  ),
  'events.get': method(z.object({ tenant_id: z.string(), id: z.string() }), storedEvent),
  'deliveries.list': method(
    z.object({
      ...page,
      webhook_id: z.string().optional(),
      event_id: z.string().optional(),
      status: DeliveryStatus.optional(),
    }),
    listOf(DeliverySummary),
  ),
  /** Sends a test event to one webhook now, and waits for what the receiver says. Never retried. */
  'webhooks.test': method(z.object({ tenant_id: z.string(), webhook_id: z.string(), position: Position }), Delivery),
  'webhooks.state': method(z.object({ webhook_id: z.string() }), WebhookState),
  'deliveries.get': method(z.object({ tenant_id: z.string(), id: z.string() }), Delivery),
} as const
export type DeliveryRpc = typeof DELIVERY_RPC

import {
  CreatedReplay,
  Delivery,
  DeliveryStatus,
  DeliverySummary,
  EventDelivery,
  EventSummary,
  ExplainedWebhook,
  REPLAYABLE,
  Replay,
  WebhookState,
} from '@hookline/dto'
import { z } from 'zod'
import { Position } from './config.js'
import { method } from './envelope.js'

const oneOf = z.object({ tenant_id: z.string(), id: z.string() })
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
  'events.get': method(oneOf, storedEvent),
  /** `url` is added by the gateway: with it a thousand lines could be more than a record holds. */
  'events.explain': method(
    oneOf.extend({ position: Position }),
    z.object({ data: z.array(ExplainedWebhook.omit({ url: true })) }),
  ),
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
  /** Makes a delivery due now, finished or not; one that is on the wire is a conflict. */
  'deliveries.resend': method(oneOf, DeliverySummary),
  'deliveries.cancel': method(oneOf, DeliverySummary),
  'replays.create': method(
    z.object({
      id: z.string(),
      tenant_id: z.string(),
      webhook_id: z.string().optional(),
      status: z.enum(REPLAYABLE).optional(),
      event_type: z.string().optional(),
      since: z.string().optional(),
      until: z.string().optional(),
      dry_run: z.boolean(),
    }),
    CreatedReplay,
  ),
  'replays.list': method(z.object(page), listOf(Replay)),
  'replays.get': method(oneOf, Replay),
  'replays.cancel': method(oneOf, Replay),
  'webhooks.state': method(z.object({ webhook_id: z.string() }), WebhookState),
  'deliveries.get': method(oneOf, Delivery),
} as const
export type DeliveryRpc = typeof DELIVERY_RPC

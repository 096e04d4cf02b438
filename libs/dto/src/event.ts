import { z } from 'zod'
import { DeliveryStatus, AttemptSummary } from './delivery.js'
import { EventTypeName, Instant, InstantInput, PublishedEventType } from './names.js'
import { PageQuery } from './page.js'

const visibleAscii = (max: number) =>
  z
    .string()
    .max(max)
    .regex(/^[\x21-\x7E]+$/, 'must be 1 or more visible ASCII characters')

export const EventTag = z.string().regex(/^[A-Za-z0-9_.:-]{1,64}$/, 'must be 1–64 of letters, digits, "_.:-"')

/** The value of `Idempotency-Key`: 1–255 visible ASCII characters, new for each event. */
export const IdempotencyKey = visibleAscii(255)

/** A publisher's own event id: a UUID is used as it is, anything else becomes the event's `source_id`. */
export const PublisherEventId = visibleAscii(255)

export const OrderingKey = visibleAscii(255)

/** `payload` is any JSON; its bytes are kept exactly as they came. */
export const PublishEvent = z.strictObject({
  type: PublishedEventType,
  payload: z.unknown().refine((payload) => payload !== undefined, 'is required'),
  id: PublisherEventId.optional(),
  ordering_key: OrderingKey.optional(),
  occurred_at: InstantInput.optional(),
  tags: z.array(EventTag).max(20).optional(),
})
export type PublishEvent = z.infer<typeof PublishEvent>

/** Up to a deployment's limit (500) of {@link PublishEvent}; one that is not valid refuses them all. */
export const PublishBatch = z.strictObject({ events: z.array(PublishEvent).min(1) })

export const PublishedEvent = z.strictObject({ id: z.string(), duplicate: z.boolean() })
export type PublishedEvent = z.infer<typeof PublishedEvent>

export const PublishedBatch = z.strictObject({ data: z.array(PublishedEvent) })

export const EventsQuery = PageQuery.extend({
  type: EventTypeName.optional(),
  source_id: PublisherEventId.optional(),
  since: InstantInput.optional(),
  until: InstantInput.optional(),
}).refine(({ since, until }) => since === undefined || until === undefined || since < until, {
  path: ['until'],
  message: 'must be later than "since"',
})
export type EventsQuery = z.infer<typeof EventsQuery>

export const EventOutcome = z.enum(['matched', 'no_match'])
export type EventOutcome = z.infer<typeof EventOutcome>

/** A line of the list: everything but the payload and the deliveries. */
export const EventSummary = z.strictObject({
  id: z.string(),
  source_id: z.string().optional(),
  type: z.string(),
  source: z.string().nullable(),
  ordering_key: z.string().nullable(),
  tags: z.array(z.string()),
  occurred_at: Instant,
  received_at: Instant,
  outcome: EventOutcome,
  conflicts: z.int(),
})
export type EventSummary = z.infer<typeof EventSummary>

export const EventDelivery = z.strictObject({
  id: z.string(),
  webhook_id: z.string(),
  status: DeliveryStatus,
  reason: z.string().nullable(),
  attempts: z.array(AttemptSummary),
  next_attempt_at: Instant.nullable(),
})

/** `payload` is JSON as published; what is no JSON comes as `payload_base64` instead. */
export const EventDetail = EventSummary.extend({
  content_type: z.string(),
  payload: z.unknown().optional(),
  payload_base64: z.string().optional(),
  deliveries: z.array(EventDelivery),
})
export type EventDetail = z.infer<typeof EventDetail>

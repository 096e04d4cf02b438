import { z } from 'zod'
import { Instant, Uuid } from './names.js'
import { PageQuery } from './page.js'

export const DELIVERY_STATUSES = ['pending', 'in_flight', 'delivered', 'failed', 'skipped', 'cancelled'] as const
export const DeliveryStatus = z.enum(DELIVERY_STATUSES)
export type DeliveryStatus = z.infer<typeof DeliveryStatus>

export const DeliveriesQuery = PageQuery.extend({
  webhook_id: Uuid.optional(),
  event_id: Uuid.optional(),
  status: DeliveryStatus.optional(),
})
export type DeliveriesQuery = z.infer<typeof DeliveriesQuery>

/** Why an attempt ended as it did; `unknown` is an attempt whose owner died before it could tell. */
export const ATTEMPT_OUTCOMES = [
  'delivered',
  'http_status',
  'timeout',
  'dns',
  'blocked',
  'connect',
  'refused',
  'reset',
  'tls',
  'protocol',
  'headers_too_large',
  'invalid_url',
  'invalid_request',
  'render',
  'unknown',
] as const
export const AttemptOutcome = z.enum(ATTEMPT_OUTCOMES)
export type AttemptOutcome = z.infer<typeof AttemptOutcome>

export const AttemptSummary = z.strictObject({
  number: z.int(),
  started_at: Instant,
  duration_ms: z.number(),
  outcome: AttemptOutcome,
  status_code: z.int().nullable(),
  error: z.string().nullable(),
})
export type AttemptSummary = z.infer<typeof AttemptSummary>

export const Attempt = AttemptSummary.extend({
  request_headers: z.record(z.string(), z.string()),
  response_headers: z.record(z.string(), z.string()),
  response_body: z.string().nullable(),
})
export type Attempt = z.infer<typeof Attempt>

export const DeliverySummary = z.strictObject({
  id: z.string(),
  event_id: z.string(),
  webhook_id: z.string(),
  status: DeliveryStatus,
  reason: z.string().nullable(),
  attempt_count: z.int(),
  next_attempt_at: Instant.nullable(),
  created_at: Instant,
})
export type DeliverySummary = z.infer<typeof DeliverySummary>

export const Delivery = DeliverySummary.extend({ attempts: z.array(Attempt) })
export type Delivery = z.infer<typeof Delivery>

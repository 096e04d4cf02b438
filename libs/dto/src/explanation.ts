import { z } from 'zod'
import { Instant } from './names.js'

/**
 * What became of an event at one webhook. The first six are those of a delivery (`scheduled`: it waits for an attempt). The
 * others say why there is none, by what the webhook asks for now; `changed_later`: now it would get such an event.
 */
export const EXPLAINED_VERDICTS = [
  'delivered',
  'scheduled',
  'in_flight',
  'failed',
  'skipped',
  'cancelled',
  'created_later',
  'other_event_type',
  'filtered',
  'disabled',
  'changed_later',
] as const
export const ExplainedVerdict = z.enum(EXPLAINED_VERDICTS)
export type ExplainedVerdict = z.infer<typeof ExplainedVerdict>

/** One webhook's line; without `url` when the webhook is gone. `reason` is for people and may change. */
export const ExplainedWebhook = z.strictObject({
  webhook_id: z.string(),
  url: z.string().optional(),
  verdict: ExplainedVerdict,
  reason: z.string(),
  delivery_id: z.string().nullable(),
  next_attempt_at: Instant.nullable(),
})
export type ExplainedWebhook = z.infer<typeof ExplainedWebhook>

/** Webhooks that got the event come first; at most 1,000 lines. */
export const EventExplanation = z.strictObject({ data: z.array(ExplainedWebhook) })
export type EventExplanation = z.infer<typeof EventExplanation>

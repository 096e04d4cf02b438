import { z } from 'zod'
import { EventTypePattern, Instant, InstantInput, Uuid } from './names.js'

export const REPLAYABLE = ['failed', 'skipped', 'cancelled', 'delivered'] as const

/** The longest window of one replay. */
export const MAX_REPLAY_DAYS = 14
const MAX_WINDOW_MS = MAX_REPLAY_DAYS * 86_400_000

/**
 * Which finished deliveries are sent again: by webhook, end, event type (exact or `prefix.*`) and time of creation.
 * Without `status`: those that failed or were skipped. Without `since`: the last 14 days.
 */
export const CreateReplay = z
  .strictObject({
    webhook_id: Uuid.optional(),
    status: z.enum(REPLAYABLE).optional(),
    event_type: EventTypePattern.optional(),
    since: InstantInput.optional(),
    until: InstantInput.optional(),
    dry_run: z.boolean().default(false),
  })
  .superRefine(({ since, until }, context) => {
    if (since === undefined) return
    const window = Date.parse(until ?? new Date().toISOString()) - Date.parse(since)
    if (window <= 0) context.addIssue({ code: 'custom', path: ['until'], message: 'must be later than "since"' })
    if (window > MAX_WINDOW_MS) {
      context.addIssue({
        code: 'custom',
        path: ['since'],
        message: `must be within ${MAX_REPLAY_DAYS} days of "until"`,
      })
    }
  })
export type CreateReplay = z.infer<typeof CreateReplay>

export const REPLAY_STATUSES = ['running', 'done', 'cancelled'] as const

/** A job that sends finished deliveries again, a bounded number each second. It survives restarts. */
export const Replay = z.strictObject({
  id: z.string(),
  status: z.enum(REPLAY_STATUSES),
  /** Deliveries that fitted when it was made. */
  matched: z.int(),
  /** Deliveries that it has made pending again. */
  reopened: z.int(),
  webhook_id: z.string().nullable(),
  delivery_status: z.array(z.enum(REPLAYABLE)),
  event_type: z.string().nullable(),
  since: Instant,
  until: Instant,
  created_at: Instant,
  ended_at: Instant.nullable(),
})
export type Replay = z.infer<typeof Replay>

/** `id` is `null` for a dry run: nothing was made. */
export const CreatedReplay = z.strictObject({ id: z.string().nullable(), matched: z.int() })
export type CreatedReplay = z.infer<typeof CreatedReplay>

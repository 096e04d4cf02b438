import type { CompiledWebhook } from './matching/compiled-webhook.js'

export const TIMING = Symbol('delivery.timing')

/** What the environment sets: milliseconds, where it says Ms. */
export interface Timing {
  parkAfterMs: number
  leaseMarginMs: number
  duePollMs: number
  /** 0 = for ever. */
  retentionDays: number
  /** Deliveries that a replay makes pending in a second. */
  replaysPerSecond: number
}

/** A lease outlives its attempt: whoever finds it ended may be sure that the attempt is over. */
export const leaseMs = (webhook: CompiledWebhook, { leaseMarginMs }: Timing): number =>
  webhook.timeoutMs + leaseMarginMs

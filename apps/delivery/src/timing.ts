import type { CompiledWebhook } from './matching/compiled-webhook.js'

export const TIMING = Symbol('delivery.timing')

/** Milliseconds that the environment sets. */
export interface Timing {
  parkAfterMs: number
  leaseMarginMs: number
  duePollMs: number
}

/** A lease outlives its attempt: whoever finds it ended may be sure that the attempt is over. */
export const leaseMs = (webhook: CompiledWebhook, { leaseMarginMs }: Timing): number =>
  webhook.timeoutMs + leaseMarginMs

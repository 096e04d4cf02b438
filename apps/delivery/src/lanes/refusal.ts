import { circuitOf } from './lane-state.js'
import type { Lane } from './lane.js'

/** A delivery that may not be sent now: a postponement, no attempt. */
export interface Refusal {
  readonly granted: false
  /** For a person. */
  readonly reason: string
  /** When to ask again. */
  readonly retryInMs: number
}

/** A full lane is asked again after this: long enough for a request to end. */
const FULL_RETRY_MS = 1_000

export function refusalOf(lane: Lane, nowMs: number): Refusal {
  if (circuitOf(lane.state, nowMs) !== 'closed') {
    const retryInMs = Math.max(0, (lane.state.openUntil ?? nowMs) - nowMs)
    return { granted: false, reason: 'postponed: the receiver fails and is left alone for a while', retryInMs }
  }
  const paceMs = lane.paceMs(nowMs)
  if (paceMs > 0) return { granted: false, reason: 'postponed: the rate limit of the webhook', retryInMs: paceMs }
  const reason = lane.slow > 0 ? 'postponed: the receiver is slow' : 'postponed: many requests at once'
  return { granted: false, reason, retryInMs: FULL_RETRY_MS }
}

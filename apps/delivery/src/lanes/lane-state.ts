/**
 * How much one webhook is trusted with. One number is limit, slow start and breaker at once: it grows with every success,
 * halves with every failure, and is 0 while the webhook is left alone (docs/architecture.md §5).
 */
export interface LaneState {
  /** Requests that may be on the wire at once while closed. */
  readonly window: number
  readonly failuresInRow: number
  /** Times it was opened since the last success: each makes the next opening longer. */
  readonly openings: number
  /** Milliseconds since the epoch; nothing is sent before. */
  readonly openUntil: number | undefined
  /** The first failure after the last success. */
  readonly failingSince: number | undefined
}

export type Circuit = 'closed' | 'open' | 'half_open'

export interface LaneRules {
  readonly maxWindow: number
  readonly firstWindow: number
  /** Failures in a row that open it. */
  readonly opensAfter: number
  readonly firstOpenMs: number
  readonly longestOpenMs: number
}

export const freshLane = (rules: LaneRules): LaneState => ({
  window: Math.min(rules.firstWindow, rules.maxWindow),
  failuresInRow: 0,
  openings: 0,
  openUntil: undefined,
  failingSince: undefined,
})

export function circuitOf(state: LaneState, nowMs: number): Circuit {
  if (state.openUntil === undefined) return 'closed'
  return nowMs < state.openUntil ? 'open' : 'half_open'
}

/** How many requests may be on the wire now: 0 while open, 1 while probing. */
export function capacityOf(state: LaneState, nowMs: number): number {
  const circuit = circuitOf(state, nowMs)
  if (circuit === 'closed') return Math.floor(state.window)
  return circuit === 'open' ? 0 : 1
}

/** A probe's success closes it, with a window that has to grow again. */
export function afterSuccess(state: LaneState, rules: LaneRules): LaneState {
  const window = state.openUntil === undefined ? Math.min(rules.maxWindow, state.window + 1) : 1
  return { window, failuresInRow: 0, openings: 0, openUntil: undefined, failingSince: undefined }
}

/** @param random 0 ≤ random < 1: openings of many webhooks that failed together must not end together */
export function afterFailure(state: LaneState, rules: LaneRules, nowMs: number, random: number): LaneState {
  const failuresInRow = state.failuresInRow + 1
  const failingSince = state.failingSince ?? nowMs
  const window = Math.max(1, state.window / 2)
  const circuit = circuitOf(state, nowMs)
  if (circuit === 'open') return { ...state, failuresInRow, failingSince }
  if (circuit === 'closed' && failuresInRow < rules.opensAfter) return { ...state, window, failuresInRow, failingSince }
  const length = Math.min(rules.longestOpenMs, rules.firstOpenMs * 2 ** state.openings)
  const openUntil = nowMs + Math.round(length * (0.8 + 0.4 * random))
  return { window: 1, failuresInRow, failingSince, openings: state.openings + 1, openUntil }
}

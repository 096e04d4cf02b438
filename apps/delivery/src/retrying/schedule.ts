import type { RetryPolicy, RetryPreset } from '@hookline/dto'

/** When a delivery is tried again: seconds before each retry, and how far jitter may move it. */
export interface Schedule {
  readonly delays: readonly number[]
  /** Share of the delay. */
  readonly jitter: number
  /** `around`: ± jitter. `after`: never earlier than the delay (QI promises the gap). */
  readonly spread: 'around' | 'after'
  /** No attempt begins when the delivery is older. */
  readonly maxAgeMs: number
  /** Answers after which trying again is pointless. */
  readonly noRetryStatuses: ReadonlySet<number>
}

const UNLIMITED = { maxAgeMs: Infinity, noRetryStatuses: new Set<number>() }

const MINUTE = 60
const HOUR = 3_600

/** `standard`: the list of the Standard Webhooks specification, about 75 hours. `qi`: eight attempts in 22 hours. */
export const PRESETS: Readonly<Record<RetryPreset, Schedule>> = {
  standard: {
    delays: [5, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 5 * HOUR, 10 * HOUR, 14 * HOUR, 20 * HOUR, 24 * HOUR],
    jitter: 0.2,
    spread: 'around',
    ...UNLIMITED,
  },
  qi: {
    delays: [MINUTE, 5 * MINUTE, 15 * MINUTE, HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR],
    jitter: 0.1,
    spread: 'after',
    ...UNLIMITED,
  },
  linear: { delays: Array.from({ length: 10 }, () => 5 * MINUTE), jitter: 0.2, spread: 'around', ...UNLIMITED },
  exponential: {
    delays: Array.from({ length: 12 }, (_, step) => 10 * 2 ** step),
    jitter: 0.2,
    spread: 'around',
    ...UNLIMITED,
  },
}

/** The webhook's own policy, else the preset of its profile. */
export function scheduleOf(policy: RetryPolicy | null, fallback: RetryPreset): Schedule {
  if (policy === null) return PRESETS[fallback]
  const base = policy.schedule === undefined ? PRESETS[policy.preset ?? fallback] : customSchedule(policy.schedule)
  return {
    ...base,
    jitter: policy.jitter ?? base.jitter,
    maxAgeMs: (policy.max_age_seconds ?? Infinity) * 1_000,
    noRetryStatuses: new Set(policy.no_retry_statuses),
  }
}

const customSchedule = (delays: number[]): Schedule => ({ delays, jitter: 0.2, spread: 'around', ...UNLIMITED })

/**
 * Milliseconds until the next try after the `failures`-th failed one; `undefined` when the schedule is used up.
 * @param random 0 ≤ random < 1
 */
export function retryDelayMs(schedule: Schedule, failures: number, random: number): number | undefined {
  const seconds = schedule.delays[failures - 1]
  if (seconds === undefined) return undefined
  const share = schedule.spread === 'after' ? random * schedule.jitter : (random * 2 - 1) * schedule.jitter
  return Math.round(seconds * (1 + share) * 1_000)
}

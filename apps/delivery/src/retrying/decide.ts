import type { DeliveryRow } from '../recording/rows.js'
import type { AttemptEnd } from '../sending/attempt-end.js'
import { clampRetryAfter } from './retry-after.js'
import { retryDelayMs, type Schedule } from './schedule.js'

export interface Moment {
  nowMs: number
  /** 0 ≤ random < 1, for the jitter. */
  random: number
}

/** What becomes of a delivery when an attempt ends: delivered, tried again in a while, or failed for good. */
export function afterAttempt(delivery: DeliveryRow, end: AttemptEnd, schedule: Schedule, moment: Moment): DeliveryRow {
  const tried = { ...delivery, attemptCount: delivery.attemptCount + 1 }
  if (end.outcome === 'delivered') return { ...tried, status: 'delivered', reason: null, dueInMs: null }
  const failureCount = delivery.failureCount + 1
  const next = nextTry(delivery, end, schedule, failureCount, moment)
  const status = next.dueInMs === null ? 'failed' : 'pending'
  return { ...tried, failureCount, status, ...next }
}

function nextTry(
  { createdAt }: DeliveryRow,
  { reason, retryable, status, retryAfterMs }: AttemptEnd,
  schedule: Schedule,
  failureCount: number,
  { nowMs, random }: Moment,
): Pick<DeliveryRow, 'reason' | 'dueInMs'> {
  if (!retryable) return { reason, dueInMs: null }
  if (status !== undefined && schedule.noRetryStatuses.has(status)) {
    return { reason: `${reason}; the webhook does not retry after that`, dueInMs: null }
  }
  const planned = retryDelayMs(schedule, failureCount, random)
  if (planned === undefined) {
    return { reason: `${reason}; the retry schedule is used up after ${failureCount} failed attempts`, dueInMs: null }
  }
  const dueInMs = clampRetryAfter(planned, retryAfterMs)
  if (nowMs + dueInMs - createdAt.getTime() > schedule.maxAgeMs) {
    return { reason: `${reason}; the next attempt would be past the maximum age`, dueInMs: null }
  }
  return { reason, dueInMs }
}

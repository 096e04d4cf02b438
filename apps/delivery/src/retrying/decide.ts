import type { DeliveryRow } from '../recording/rows.js'
import type { AttemptEnd } from '../sending/attempt-end.js'
import { clampRetryAfter } from './retry-after.js'
import { retryDelayMs, type Schedule } from './schedule.js'

/**
 * What becomes of a delivery when an attempt ends: delivered, tried again at a time, or failed for good.
 * @param random 0 ≤ random < 1, for the jitter
 */
export function afterAttempt(delivery: DeliveryRow, end: AttemptEnd, schedule: Schedule, random: number): DeliveryRow {
  const tried = { ...delivery, attemptCount: delivery.attemptCount + 1 }
  if (end.outcome === 'delivered') return { ...tried, status: 'delivered', reason: null, dueInMs: null }
  const failed = { ...tried, failureCount: delivery.failureCount + 1 }
  if (!end.retryable) return { ...failed, status: 'failed', reason: end.reason, dueInMs: null }
  const delay = retryDelayMs(schedule, failed.failureCount, random)
  if (delay === undefined) {
    const reason = `${end.reason}; the retry schedule is used up after ${failed.failureCount} failed attempts`
    return { ...failed, status: 'failed', reason, dueInMs: null }
  }
  return { ...failed, status: 'pending', reason: end.reason, dueInMs: clampRetryAfter(delay, end.retryAfterMs) }
}

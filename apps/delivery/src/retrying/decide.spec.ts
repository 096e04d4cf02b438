import { expect, test } from '@jest/globals'
import type { DeliveryRow } from '../recording/rows.js'
import type { AttemptEnd } from '../sending/attempt-end.js'
import { afterAttempt } from './decide.js'
import { PRESETS } from './schedule.js'

const NOW = Date.parse('2026-09-27T10:00:00Z')
const MOMENT = { nowMs: NOW, random: 0 }
const delivery = {
  createdAt: new Date(NOW - 60_000),
  status: 'in_flight',
  attemptCount: 3,
  failureCount: 2,
  reason: null,
  dueInMs: 0,
} as DeliveryRow
const failed = (retryable: boolean): AttemptEnd => ({ outcome: 'http_status', reason: 'answered 500', retryable })

test('success ends it', () => {
  const end: AttemptEnd = { outcome: 'delivered', reason: 'answered 204', retryable: false }
  expect(afterAttempt(delivery, end, PRESETS.qi, MOMENT)).toMatchObject({
    status: 'delivered',
    reason: null,
    attemptCount: 4,
    failureCount: 2,
    dueInMs: null,
  })
})

test('a failure waits for the step of its count: attempts that nobody saw the end of do not move it on', () => {
  expect(afterAttempt(delivery, failed(true), PRESETS.qi, MOMENT)).toMatchObject({
    status: 'pending',
    reason: 'answered 500',
    attemptCount: 4,
    failureCount: 3,
    dueInMs: 15 * 60 * 1000,
  })
})

test('the last failure is final and says why', () => {
  const last = { ...delivery, failureCount: 7 }
  expect(afterAttempt(last, failed(true), PRESETS.qi, MOMENT)).toMatchObject({
    status: 'failed',
    reason: 'answered 500; the retry schedule is used up after 8 failed attempts',
    dueInMs: null,
  })
})

test('what cannot succeed is not tried again', () => {
  expect(afterAttempt(delivery, failed(false), PRESETS.qi, MOMENT)).toMatchObject({ status: 'failed', dueInMs: null })
})

test('an answer that the webhook does not retry is final', () => {
  const schedule = { ...PRESETS.qi, noRetryStatuses: new Set([422]) }
  const end = { ...failed(true), status: 422, reason: 'answered 422' }
  expect(afterAttempt(delivery, end, schedule, MOMENT)).toMatchObject({
    status: 'failed',
    reason: 'answered 422; the webhook does not retry after that',
  })
})

test('no attempt is planned past the maximum age', () => {
  const schedule = { ...PRESETS.qi, maxAgeMs: 10 * 60_000 }
  expect(afterAttempt(delivery, failed(true), schedule, MOMENT)).toMatchObject({
    status: 'failed',
    reason: 'answered 500; the next attempt would be past the maximum age',
  })
})

test('a receiver that asks for more time gets it', () => {
  const end = { ...failed(true), status: 503, retryAfterMs: 20 * 60_000 }
  expect(afterAttempt(delivery, end, PRESETS.qi, MOMENT)).toMatchObject({ status: 'pending', dueInMs: 20 * 60_000 })
})

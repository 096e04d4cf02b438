import { expect, test } from '@jest/globals'
import type { DeliveryRow } from '../recording/rows.js'
import type { AttemptEnd } from '../sending/attempt-end.js'
import { afterAttempt } from './decide.js'
import { PRESETS } from './schedule.js'

const delivery = { status: 'in_flight', attemptCount: 3, failureCount: 2, reason: null, dueInMs: 0 } as DeliveryRow
const failed = (retryable: boolean): AttemptEnd => ({ outcome: 'http_status', reason: 'answered 500', retryable })

test('success ends it', () => {
  const end: AttemptEnd = { outcome: 'delivered', reason: 'answered 204', retryable: false }
  expect(afterAttempt(delivery, end, PRESETS.qi, 0)).toMatchObject({
    status: 'delivered',
    reason: null,
    attemptCount: 4,
    failureCount: 2,
    dueInMs: null,
  })
})

test('a failure waits for the step of its count: attempts that nobody saw the end of do not move it on', () => {
  expect(afterAttempt(delivery, failed(true), PRESETS.qi, 0)).toMatchObject({
    status: 'pending',
    reason: 'answered 500',
    attemptCount: 4,
    failureCount: 3,
    dueInMs: 15 * 60 * 1000,
  })
})

test('the last failure is final and says why', () => {
  const last = { ...delivery, failureCount: 7 }
  expect(afterAttempt(last, failed(true), PRESETS.qi, 0)).toMatchObject({
    status: 'failed',
    reason: 'answered 500; the retry schedule is used up after 8 failed attempts',
    dueInMs: null,
  })
})

test('what cannot succeed is not tried again', () => {
  expect(afterAttempt(delivery, failed(false), PRESETS.qi, 0)).toMatchObject({ status: 'failed', dueInMs: null })
})

import { expect, test } from '@jest/globals'
import { join, type TrialTimes } from './join.ts'

const never = Number.NaN
/** Ten events a second for four seconds from 1,000 ms on; the first second does not count. */
const RATE = 10
const START = 1_000

function times(change: Partial<TrialTimes> = {}): TrialTimes {
  const due = Float64Array.from({ length: 40 }, (_, event) => START + event * 100)
  return {
    startedAt: START,
    rate: RATE,
    perRequest: 1,
    fanout: 1,
    skipSeconds: 1,
    seconds: 3,
    counts: () => true,
    ackedAt: due.map((at) => at + 5),
    receivedAt: due.map((at) => at + 12),
    ...change,
  }
}

test('joins by number and measures from the due time, without the first seconds', () => {
  const { accept, acceptToReceive, publishToReceive, ...rest } = join(times())
  expect([...accept]).toEqual(Array.from({ length: 30 }, () => 5))
  expect(new Set(acceptToReceive)).toEqual(new Set([7]))
  expect(new Set(publishToReceive)).toEqual(new Set([12]))
  expect(rest).toEqual({ acceptedRate: 10, deliveredRate: 10, offeredRate: 10, missing: 0 })
})

test('an arrival before its 2xx counts as 0', () => {
  const { receivedAt } = times()
  const { acceptToReceive } = join(times({ receivedAt: receivedAt.map((at) => at - 10) }))
  expect(new Set(acceptToReceive)).toEqual(new Set([0]))
})

test('acknowledged and not arrived is missing; not acknowledged is not, and has no latency', () => {
  const { ackedAt, receivedAt } = times()
  receivedAt[2] = never
  receivedAt[20] = never
  ackedAt[20] = never
  const joined = join(times({ ackedAt, receivedAt }))
  expect(joined.missing).toBe(1)
  expect(joined.accept.filter((value) => Number.isNaN(value))).toHaveLength(1)
  expect(joined.acceptedRate).toBeCloseTo(29 / 3)
})

test('each delivery of a fan-out counts', () => {
  const { receivedAt } = times()
  const both = Float64Array.from([...receivedAt].flatMap((at) => [at, at + 1]))
  both[7] = never
  const joined = join(times({ fanout: 2, receivedAt: both }))
  expect(joined.missing).toBe(1)
  expect(joined.acceptToReceive).toHaveLength(60)
  expect(joined.deliveredRate).toBe(10)
})

test('a batch is due with its first event', () => {
  const batched = Float64Array.from({ length: 40 }, (_, event) => START + (event - (event % 10)) * 100 + 8)
  const { accept } = join(times({ perRequest: 10, ackedAt: batched }))
  expect(new Set(accept)).toEqual(new Set([8]))
})

test('events that do not count are in no figure', () => {
  const { receivedAt } = times()
  const half = receivedAt.map((at, event) => (event % 2 === 0 ? never : at))
  const joined = join(times({ receivedAt: half, counts: (event) => event % 2 === 1 }))
  expect(joined).toMatchObject({ missing: 0, offeredRate: 5, acceptedRate: 5, deliveredRate: 5 })
})

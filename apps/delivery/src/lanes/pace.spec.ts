import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { Pace } from './pace.js'

test('five a minute: one now, the next twelve seconds later', () => {
  const pace = new Pace({ limit: 5, periodSeconds: 60 }, 0)
  expect(pace.available(0)).toBe(1)
  pace.spend(0)
  expect([pace.available(0), pace.waitMs(0)]).toEqual([0, 12_000])
  expect([pace.available(12_000), pace.waitMs(12_000)]).toEqual([1, 0])
})

test('whatever the arrivals, no period sees more than the limit and one second of burst', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 50 }),
      fc.integer({ min: 1, max: 10 }),
      fc.array(fc.nat(400), { maxLength: 400 }),
      (limit, periodSeconds, gaps) => {
        const pace = new Pace({ limit, periodSeconds }, 0)
        const sent: number[] = []
        let now = 0
        for (const gap of gaps) {
          now += gap
          if (pace.available(now) < 1) continue
          pace.spend(now)
          sent.push(now)
        }
        for (const start of sent) {
          const inPeriod = sent.filter((at) => at >= start && at < start + periodSeconds * 1_000).length
          expect(inPeriod).toBeLessThanOrEqual(limit + Math.max(1, limit / periodSeconds))
        }
      },
    ),
  )
})

test('a clock that goes back gives nothing away', () => {
  const pace = new Pace({ limit: 1, periodSeconds: 1 }, 10_000)
  pace.spend(10_000)
  expect(pace.available(0)).toBe(0)
})

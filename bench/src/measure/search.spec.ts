import { expect, test } from '@jest/globals'
import { highestSustained, nextRate, type Tried } from './search.ts'

const options = { from: 1_000, precision: 0.05, maxTrials: 12 }

/** A system that keeps up to `capacity`, and lets so much through when it is overloaded. */
function searchOn(capacity: number, through = capacity): Tried[] {
  const tried: Tried[] = []
  for (let rate = nextRate(tried, options); rate !== undefined; rate = nextRate(tried, options)) {
    const sustained = rate <= capacity
    tried.push({ rate, sustained, deliveredRate: sustained ? rate : through })
  }
  return tried
}

test.each([60, 300, 950, 1_000, 1_400, 3_333, 9_500])('finds a capacity of %d within the precision', (capacity) => {
  const highest = highestSustained(searchOn(capacity)) ?? 0
  expect(highest).toBeLessThanOrEqual(capacity)
  expect(highest).toBeGreaterThanOrEqual(capacity * 0.9)
})

test('a system that collapses under overload is found too', () => {
  expect(highestSustained(searchOn(5_000, 200))).toBeGreaterThanOrEqual(4_500)
})

test('what got through at the first failure saves trials', () => {
  expect(searchOn(3_000).length).toBeLessThanOrEqual(7)
})

test('it ends when nothing is ever sustained', () => {
  expect(highestSustained(searchOn(0))).toBeUndefined()
  expect(searchOn(0).length).toBeLessThanOrEqual(options.maxTrials)
})

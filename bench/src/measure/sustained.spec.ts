import { expect, test } from '@jest/globals'
import { growth, whyNotSustained } from './sustained.ts'

const flat = {
  offeredRate: 1_000,
  acceptedRate: 998,
  deliveredRate: 995,
  lost: 0,
  scheduled: 0,
  undelivered: [10, 20, 15, 12, 18, 11],
  lag: [400, 1_200, 300, 900, 1_100, 350],
}

test('a flat backlog, nothing lost and everything through is sustained', () => {
  expect(whyNotSustained(flat)).toBeUndefined()
})

test.each([
  [{ lost: 1 }, '1 lost'],
  [{ scheduled: 7 }, '7 wait for a retry'],
  [{ acceptedRate: 970 }, 'accepted 97.0 % of the offered'],
  [{ deliveredRate: 900 }, 'delivered 90.0 % of the offered'],
  [{ undelivered: [0, 0, 200, 400, 600, 800] }, 'undelivered grew by 700'],
  [{ lag: [500, 500, 1_500, 2_500, 3_000, 3_000] }, 'consumer lag grew by 2500'],
])('%j is not', (change, reason) => {
  expect(whyNotSustained({ ...flat, ...change })).toBe(reason)
})

test('too few samples show no growth', () => {
  expect(growth([])).toBe(0)
  expect(growth([5, 500])).toBe(0)
})

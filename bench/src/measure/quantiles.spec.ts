import { expect, test } from '@jest/globals'
import { latencyOf } from './quantiles.ts'

test('quantiles are values that occurred; what did not happen is left out', () => {
  const values = Float64Array.from({ length: 200 }, (_, index) => (index % 2 === 0 ? 100 - index / 2 : Number.NaN))
  expect(latencyOf(values)).toEqual({ count: 100, p50: 50, p90: 90, p99: 99, max: 100 })
})

test('of nothing there is no quantile', () => {
  expect(latencyOf(new Float64Array())).toEqual({
    count: 0,
    p50: Number.NaN,
    p90: Number.NaN,
    p99: Number.NaN,
    max: Number.NaN,
  })
})

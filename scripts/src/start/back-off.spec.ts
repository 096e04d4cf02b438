import { expect, test } from '@jest/globals'
import { backOffMs, failuresInARow } from './back-off.ts'

test.each([
  [1, 500],
  [2, 1_000],
  [4, 4_000],
  [7, 30_000],
  [2_000, 30_000],
])('after %d crashes in a row it waits %d ms', (failures, ms) => {
  expect(backOffMs(failures)).toBe(ms)
})

test('a process that ran for a minute starts a new row', () => {
  expect(failuresInARow(5, 59_999)).toBe(6)
  expect(failuresInARow(5, 60_000)).toBe(1)
})

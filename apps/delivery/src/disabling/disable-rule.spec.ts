import { expect, test } from '@jest/globals'
import type { LaneState } from '../lanes/lane-state.js'
import { shouldDisable } from './disable-rule.js'

const DAY = 86_400_000
const RULE = { afterMs: 5 * DAY, failures: 10 }
const failing = (since: number | undefined, failuresInRow: number): LaneState => ({
  window: 1,
  openings: 3,
  openUntil: 0,
  failingSince: since,
  failuresInRow,
})

test.each([
  ['five days of failures', failing(0, 10), 5 * DAY, true],
  ['not quite five days', failing(0, 100), 5 * DAY - 1, false],
  ['few failures in a long time', failing(0, 9), 30 * DAY, false],
  ['a success in between', failing(undefined, 0), 30 * DAY, false],
])('%s', (_, state, now, disables) => {
  expect(shouldDisable(state, RULE, now)).toBe(disables)
})

test('0 = never', () => {
  expect(shouldDisable(failing(0, 1_000), { ...RULE, afterMs: 0 }, 365 * DAY)).toBe(false)
})

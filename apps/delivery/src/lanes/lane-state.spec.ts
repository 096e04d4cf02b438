import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import {
  afterFailure,
  afterSuccess,
  capacityOf,
  circuitOf,
  freshLane,
  type LaneRules,
  type LaneState,
} from './lane-state.js'

const RULES: LaneRules = { maxWindow: 32, firstWindow: 4, opensAfter: 3, firstOpenMs: 1_000, longestOpenMs: 60_000 }
const fail = (state: LaneState, now: number): LaneState => afterFailure(state, RULES, now, 0.5)

test('it starts slowly and grows while all goes well, up to its limit', () => {
  let state = freshLane(RULES)
  expect(capacityOf(state, 0)).toBe(4)
  for (let n = 0; n < 100; n += 1) state = afterSuccess(state, RULES)
  expect(capacityOf(state, 0)).toBe(32)
})

describe('failures', () => {
  test('halve it, down to one', () => {
    const state = fail(fail({ ...freshLane(RULES), window: 32 }, 0), 0)
    expect(capacityOf(state, 0)).toBe(8)
  })

  test('in a row open it for a while; then one probe is let through', () => {
    const state = fail(fail(fail(freshLane(RULES), 0), 0), 0)
    expect(circuitOf(state, 999)).toBe('open')
    expect(capacityOf(state, 999)).toBe(0)
    expect(circuitOf(state, 1_000)).toBe('half_open')
    expect(capacityOf(state, 1_000)).toBe(1)
  })

  test('of a probe open it for twice as long, up to the longest', () => {
    let state = fail(fail(fail(freshLane(RULES), 0), 0), 0)
    const lengths: number[] = []
    for (let n = 0; n < 8; n += 1) {
      const probe = state.openUntil!
      state = fail(state, probe)
      lengths.push(state.openUntil! - probe)
    }
    expect(lengths).toEqual([2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000, 60_000])
  })

  test('of requests that were on the wire when it opened do not open it further', () => {
    const open = fail(fail(fail(freshLane(RULES), 0), 0), 0)
    expect(fail(open, 10)).toMatchObject({ openUntil: open.openUntil, openings: open.openings })
  })
})

test("a probe's success closes it, and it has to grow again", () => {
  const state = afterSuccess(fail(fail(fail(freshLane(RULES), 0), 0), 0), RULES)
  expect(state).toEqual({ window: 1, failuresInRow: 0, openings: 0, openUntil: undefined, failingSince: undefined })
})

test('whatever happens, the capacity is between 0 and the limit, and an opening ends', () => {
  const step = fc.record({
    ok: fc.boolean(),
    ms: fc.nat(5_000),
    random: fc.double({ min: 0, max: 0.999, noNaN: true }),
  })
  fc.assert(
    fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
      let state = freshLane(RULES)
      let now = 0
      for (const { ok, ms, random } of steps) {
        now += ms
        state = ok ? afterSuccess(state, RULES) : afterFailure(state, RULES, now, random)
        expect(capacityOf(state, now)).toBeGreaterThanOrEqual(0)
        expect(capacityOf(state, now)).toBeLessThanOrEqual(RULES.maxWindow)
        expect(capacityOf(state, now + 72_001)).toBeGreaterThanOrEqual(1)
      }
    }),
  )
})

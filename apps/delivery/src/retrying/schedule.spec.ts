import { describe, expect, test } from '@jest/globals'
import { RETRY_PRESETS } from '@hookline/dto'
import fc from 'fast-check'
import { PRESETS, retryDelayMs, scheduleOf } from './schedule.js'

const total = (delays: readonly number[]): number => delays.reduce((sum, delay) => sum + delay, 0)

describe('presets', () => {
  test('qi makes eight attempts within 22 h 21 min', () => {
    expect(PRESETS.qi.delays).toHaveLength(7)
    expect(total(PRESETS.qi.delays)).toBe(22 * 3600 + 21 * 60)
  })

  test('standard is the list of the Standard Webhooks specification', () => {
    expect(PRESETS.standard.delays).toEqual([5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400])
  })
})

describe('the delay', () => {
  const anyPreset = fc.constantFrom(...RETRY_PRESETS)
  const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })

  test('stays within the jitter around what is listed', () => {
    fc.assert(
      fc.property(anyPreset, fc.nat(11), random, (preset, step, draw) => {
        const schedule = PRESETS[preset]
        const listed = schedule.delays[step]
        const delay = retryDelayMs(schedule, step + 1, draw)
        if (listed === undefined) return expect(delay).toBeUndefined()
        expect(delay).toBeGreaterThanOrEqual(
          listed * 1000 * (schedule.spread === 'after' ? 1 : 1 - schedule.jitter) - 1,
        )
        return expect(delay).toBeLessThanOrEqual(listed * 1000 * (1 + schedule.jitter) + 1)
      }),
    )
  })

  test('of qi is never below the listed gap', () => {
    fc.assert(
      fc.property(fc.nat(6), random, (step, draw) => {
        expect(retryDelayMs(PRESETS.qi, step + 1, draw)).toBeGreaterThanOrEqual(PRESETS.qi.delays[step]! * 1000)
      }),
    )
  })

  test('is undefined when the schedule is used up', () => {
    expect(retryDelayMs(PRESETS.qi, 8, 0.5)).toBeUndefined()
  })
})

describe("a webhook's own policy", () => {
  test('wins over its profile', () => {
    expect(scheduleOf({ preset: 'linear' }, 'qi')).toEqual(PRESETS.linear)
    expect(scheduleOf({ schedule: [1, 2], jitter: 0, max_age_seconds: 60, no_retry_statuses: [422] }, 'qi')).toEqual({
      delays: [1, 2],
      jitter: 0,
      spread: 'around',
      maxAgeMs: 60_000,
      noRetryStatuses: new Set([422]),
    })
  })

  test('is absent: the preset of the profile', () => {
    expect(scheduleOf(null, 'qi')).toBe(PRESETS.qi)
  })

  test('of no retries at all', () => {
    expect(retryDelayMs(scheduleOf({ schedule: [] }, 'standard'), 1, 0)).toBeUndefined()
  })
})

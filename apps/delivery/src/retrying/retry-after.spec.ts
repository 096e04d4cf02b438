import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { clampRetryAfter, retryAfterMs } from './retry-after.js'

const NOW = Date.parse('2026-09-27T10:00:00Z')

describe('what a receiver asks for', () => {
  const cases: [status: number, header: string | undefined, ms: number | undefined][] = [
    [429, '30', 30_000],
    [503, ' 30 ', 30_000],
    [503, 'Sun, 27 Sep 2026 10:02:00 GMT', 120_000],
    [503, 'Sunday, 27-Sep-26 10:02:00 GMT', 120_000],
    [503, 'Sun, 27 Sep 2026 09:00:00 GMT', undefined],
    [503, '0', undefined],
    [503, '-5', undefined],
    [503, '1.5', undefined],
    [503, '1e9', undefined],
    [503, '99999999999', undefined],
    [503, 'soon', undefined],
    [503, '2027', 2_027_000],
    [503, '', undefined],
    [503, undefined, undefined],
    [500, '30', undefined],
    [200, '30', undefined],
  ]
  test.each(cases)('%s with %j: %j', (status, header, ms) => {
    expect(retryAfterMs(status, header, NOW)).toBe(ms)
  })

  test('any text is read or ignored, never an error', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const asked = retryAfterMs(503, text, NOW)
        expect(asked === undefined || asked > 0).toBe(true)
      }),
    )
  })
})

test('it moves the next attempt between what was planned and twice that, or an hour', () => {
  fc.assert(
    fc.property(fc.nat(90_000_000), fc.option(fc.nat(2_000_000_000), { nil: undefined }), (planned, asked) => {
      const delay = clampRetryAfter(planned, asked)
      expect(delay).toBeGreaterThanOrEqual(planned)
      expect(delay).toBeLessThanOrEqual(Math.max(2 * planned, 3_600_000))
      if (asked === undefined || asked <= planned) expect(delay).toBe(planned)
    }),
  )
})

import { expect, test } from '@jest/globals'
import { rotateSecrets } from './secrets.js'

const NOW = new Date('2026-03-01T12:00:00.000Z')
const inSeconds = (seconds: number): string => new Date(NOW.getTime() + seconds * 1_000).toISOString()
const current = (sealed: string) => ({ sealed, expires_at: null })
const old = (sealed: string, seconds: number) => ({ sealed, expires_at: inSeconds(seconds) })

const cases = [
  ['the former one stays for the grace', [current('a')], 60, [old('a', 60)]],
  ['without a grace it goes at once', [current('a')], 0, []],
  ['a negative grace is none', [current('a')], -5, []],
  ['older ones keep what they were promised', [current('b'), old('a', 3_600)], 60, [old('b', 60), old('a', 3_600)]],
  ['… also when the former one goes at once', [current('b'), old('a', 3_600)], 0, [old('a', 3_600)]],
  ['expired ones go', [current('c'), old('b', 0), old('a', -1)], 60, [old('c', 60)]],
  [
    'a grace beyond what a date can be is as long as possible',
    [current('a')],
    Number.MAX_SAFE_INTEGER,
    [old('a', 315_360_000)],
  ],
] as const

test.each(cases)('%s', (_, before, grace, former) => {
  expect(rotateSecrets(before, { sealed: 'new', grace_seconds: grace }, NOW)).toEqual([current('new'), ...former])
})

test('at most five are kept, the oldest goes', () => {
  const before = [current('e'), old('d', 40), old('c', 30), old('b', 20), old('a', 10)]
  const after = rotateSecrets(before, { sealed: 'f', grace_seconds: 50 }, NOW)
  expect(after.map(({ sealed }) => sealed)).toEqual(['f', 'e', 'd', 'c', 'b'])
})

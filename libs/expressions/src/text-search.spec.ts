import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { textSearch } from './text-search.js'

const ab = (minLength: number, maxLength: number) =>
  fc.string({ unit: fc.constantFrom('a', 'b', '\ud83d'), minLength, maxLength })

test('the linear search finds what the platform finds', () => {
  fc.assert(
    fc.property(ab(0, 200), ab(1, 12), (text, pattern) => {
      expect(textSearch(pattern, 0)(text)).toBe(text.includes(pattern))
    }),
    { numRuns: 2_000 },
  )
})

test('what nearly matches everywhere takes milliseconds', () => {
  const text = 'a'.repeat(262_144)
  const search = textSearch(`${'a'.repeat(512)}b${'a'.repeat(511)}`)
  const started = performance.now()
  for (let round = 0; round < 20; round += 1) expect(search(text)).toBe(false)
  expect(performance.now() - started).toBeLessThan(1_000)
})

import { expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import { checkJsonLimits } from './json-limits.js'

const nested = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth)
const keys = (count: number): string => `{${Array.from({ length: count }, (_, i) => `"k${i}":${i}`).join(',')}}`
const tooDeep = { code: 'too_deep', limit: 32 }
const tooMany = { code: 'too_many_keys', limit: 10_000 }

test.each<[string, string, unknown]>([
  ['scalar', '1', undefined],
  ['depth 32', nested(32), undefined],
  ['depth 33', nested(33), tooDeep],
  ['depth 33 of mixed kinds', '[{"a":'.repeat(17) + '1' + '}]'.repeat(17), tooDeep],
  ['depth 1,000,000', nested(1_000_000), tooDeep],
  ['many siblings are not deep', `[${'[],'.repeat(1000)}[]]`, undefined],
  ['brackets in strings', JSON.stringify('['.repeat(100)), undefined],
  ['escaped quote before brackets', JSON.stringify({ a: '"\\' + '{'.repeat(100) }), undefined],
  ['10,000 keys', keys(10_000), undefined],
  ['10,001 keys', keys(10_001), tooMany],
  ['10,001 keys over many objects', `[${Array(10_001).fill('{"a":1}').join(',')}]`, tooMany],
  ['colons in strings are no keys', JSON.stringify(':'.repeat(20_000)), undefined],
  ['string that does not end', '"[[[', undefined],
])('%s', (_name, text, expected) => {
  expect(checkJsonLimits(Buffer.from(text))).toEqual(expected)
})

function measure(value: unknown): { depth: number; keys: number } {
  if (typeof value !== 'object' || value === null) return { depth: 0, keys: 0 }
  const inner = Object.values(value).map(measure)
  const own = Array.isArray(value) ? 0 : inner.length
  return { depth: 1 + Math.max(0, ...inner.map((m) => m.depth)), keys: inner.reduce((sum, m) => sum + m.keys, own) }
}

test('agrees with a walk over the parsed value', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 6 }), (value) => {
      const { depth, keys: count } = measure(value)
      const bytes = Buffer.from(JSON.stringify(value))
      expect(checkJsonLimits(bytes, { maxDepth: depth, maxKeys: count })).toBeUndefined()
      if (depth > 0) {
        expect(checkJsonLimits(bytes, { maxDepth: depth - 1, maxKeys: count })?.code).toBe('too_deep')
      }
      if (count > 0) {
        expect(checkJsonLimits(bytes, { maxDepth: depth, maxKeys: count - 1 })?.code).toBe('too_many_keys')
      }
    }),
  )
})

import { describe, expect, test } from '@jest/globals'
import { Filter } from '@hookline/dto'
import fc from 'fast-check'
import { compileFilter, explainFilter } from './filter.js'

const PAYLOAD = {
  amount: 100,
  currency: 'EUR',
  note: null,
  paid: true,
  items: [{ sku: 'a-1' }, { sku: 'b-2' }],
  tags: ['eu', 'vip'],
  customer: { name: 'Zoë 😀', 'odd.name': 1 },
}

const cases: [filter: unknown, passes: boolean][] = [
  [{ path: 'amount', op: 'eq', value: 100 }, true],
  [{ path: 'amount', op: 'eq', value: '100' }, false],
  [{ path: 'amount', op: 'neq', value: '100' }, true],
  [{ path: 'amount', op: 'gt', value: 99.5 }, true],
  [{ path: 'amount', op: 'gt', value: '1' }, false],
  [{ path: 'amount', op: 'lte', value: 100 }, true],
  [{ path: 'currency', op: 'gte', value: 'EUR' }, true],
  [{ path: 'currency', op: 'lt', value: 5 }, false],
  [{ path: 'currency', op: 'in', value: ['USD', 'EUR'] }, true],
  [{ path: 'currency', op: 'nin', value: ['USD', 'EUR'] }, false],
  [{ path: 'currency', op: 'starts', value: 'EU' }, true],
  [{ path: 'currency', op: 'ends', value: 'R' }, true],
  [{ path: 'tags', op: 'contains', value: 'vip' }, true],
  [{ path: 'customer.name', op: 'contains', value: '😀' }, true],
  [{ path: 'items.1.sku', op: 'eq', value: 'b-2' }, true],
  [{ path: 'items.2.sku', op: 'exists' }, false],
  [{ path: 'note', op: 'exists' }, true],
  [{ path: 'note', op: 'eq', value: null }, true],
  [{ path: 'missing', op: 'eq', value: null }, false],
  [{ path: 'missing', op: 'neq', value: 1 }, true],
  [{ path: 'missing', op: 'nin', value: [1] }, true],
  [{ path: 'missing', op: 'exists', value: false }, true],
  [{ path: 'missing.deep.er', op: 'gt', value: 1 }, false],
  [{ path: '__proto__', op: 'exists' }, false],
  [{ path: 'constructor', op: 'exists' }, false],
  [{ path: 'amount.constructor', op: 'exists' }, false],
  [{ path: 'tags.length', op: 'exists' }, false],
  [{ and: [{ path: 'paid', op: 'eq', value: true }, { not: { path: 'amount', op: 'lt', value: 50 } }] }, true],
  [
    {
      or: [
        { path: 'paid', op: 'eq', value: false },
        { path: 'amount', op: 'gt', value: 500 },
      ],
    },
    false,
  ],
]

test.each(cases)('%j passes: %s', (filter, passes) => {
  const checked = Filter.parse(filter)
  expect(compileFilter(checked)(PAYLOAD)).toBe(passes)
  expect(explainFilter(checked, PAYLOAD).matches).toBe(passes)
})

test('the condition that refused is named, with what it found', () => {
  const filter = Filter.parse({
    and: [
      { path: 'paid', op: 'eq', value: true },
      { path: 'amount', op: 'gt', value: 500 },
    ],
  })
  expect(explainFilter(filter, PAYLOAD)).toEqual({
    matches: false,
    failed: { path: 'amount', op: 'gt', value: 500, actual: 100, holds: false },
  })
})

describe('whatever the payload', () => {
  const filters = cases.map(([filter]) => Filter.parse(filter))

  test('a filter answers, never throws, and its explanation agrees', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom(...filters), (payload, filter) => {
        expect(explainFilter(filter, payload).matches).toBe(compileFilter(filter)(payload))
      }),
    )
  })

  test('not turns it round', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom(...filters), (payload, filter) => {
        expect(compileFilter({ not: filter })(payload)).toBe(!compileFilter(filter)(payload))
      }),
    )
  })
})

test('text is searched in linear time, and found where it is', () => {
  const needle = `${'a'.repeat(500)}b`
  const filter = Filter.parse({ path: 'text', op: 'contains', value: needle })
  expect(compileFilter(filter)({ text: 'a'.repeat(250_000) })).toBe(false)
  expect(compileFilter(filter)({ text: `${'a'.repeat(250_000)}b${'a'.repeat(10)}` })).toBe(true)
})

const nested = (depth: number): unknown => (depth === 0 ? { path: 'a', op: 'exists' } : { not: nested(depth - 1) })

test.each<[name: string, filter: unknown]>([
  ['nothing in it', {}],
  ['an empty and', { and: [] }],
  ['an unknown operator', { path: 'a', op: 'matches', value: '^(a+)+$' }],
  ['two forms at once', { and: [{ path: 'a', op: 'exists' }], path: 'a', op: 'exists' }],
  ['no value', { path: 'a', op: 'eq' }],
  ['an object as value', { path: 'a', op: 'eq', value: {} }],
  ['no list for in', { path: 'a', op: 'in', value: 'a' }],
  ['a path that is too long', { path: 'a'.repeat(257), op: 'exists' }],
  ['an unknown member', { path: 'a', op: 'exists', flags: 'i' }],
  ['two hundred levels', nested(200)],
  ['a thousand terms', { or: Array.from({ length: 1_000 }, () => ({ path: 'a', op: 'exists' })) }],
  ['a 100 kB value', { path: 'a', op: 'eq', value: 'x'.repeat(100_000) }],
])('a filter with %s is refused', (_, filter) => {
  expect(Filter.safeParse(filter).success).toBe(false)
})

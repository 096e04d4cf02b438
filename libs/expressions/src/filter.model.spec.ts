import { expect, test } from '@jest/globals'
import { Filter, FILTER_OPS, type FilterCondition, type FilterScalar } from '@hookline/dto'
import fc from 'fast-check'
import { compileFilter, explainFilter } from './filter.js'

/** The rules of docs/filters.md, written as plainly as possible: one entry or none for what stands at a path. */
function at(payload: unknown, names: string[]): unknown[] {
  if (names.length === 0) return [payload]
  if (payload === null || typeof payload !== 'object') return []
  const [name, ...rest] = names as [string, ...string[]]
  const entry = Object.entries(payload).find(([key]) => key === name && key !== '__proto__')
  return entry === undefined ? [] : at(entry[1], rest)
}

function holds({ path, op, value = true }: FilterCondition): (payload: unknown) => boolean {
  const values = Array.isArray(value) ? value : [value]
  const isOneOf = (found: unknown[]): boolean => found.length === 1 && values.some((one) => found[0] === one)
  const compares = (found: unknown[], test: (a: string, b: string) => boolean): boolean =>
    found.length === 1 &&
    typeof found[0] === typeof value &&
    ['string', 'number'].includes(typeof value) &&
    test(found[0] as string, value as string)
  const inText = (found: unknown[], test: (a: string, b: string) => boolean): boolean =>
    typeof value === 'string' && typeof found[0] === 'string' && test(found[0], value)
  const rules: Record<FilterCondition['op'], (found: unknown[]) => boolean> = {
    eq: isOneOf,
    neq: (found) => !isOneOf(found),
    in: isOneOf,
    nin: (found) => !isOneOf(found),
    gt: (found) => compares(found, (a, b) => a > b),
    gte: (found) => compares(found, (a, b) => a >= b),
    lt: (found) => compares(found, (a, b) => a < b),
    lte: (found) => compares(found, (a, b) => a <= b),
    starts: (found) => inText(found, (a, b) => a.slice(0, b.length) === b),
    ends: (found) => inText(found, (a, b) => b === '' || a.slice(-b.length) === b),
    contains: (found) =>
      Array.isArray(found[0]) ? found[0].some((one) => one === value) : inText(found, (a, b) => a.split(b).length > 1),
    exists: (found) => (found.length === 1) === value,
  }
  return (payload) => rules[op](at(payload, path.split('.')))
}

function model(filter: Filter, payload: unknown): boolean {
  if ('and' in filter) return filter.and.filter((part) => !model(part, payload)).length === 0
  if ('or' in filter) return filter.or.filter((part) => model(part, payload)).length > 0
  return 'not' in filter ? !model(filter.not, payload) : holds(filter)(payload)
}

const name = fc.constantFrom('a', 'b', '0', '1', '01', 'length', '__proto__', 'constructor', 'toString')
const text = fc.constantFrom('', 'a', 'ab', 'ba', 'A', 'é', '1')
const scalar: fc.Arbitrary<FilterScalar> = fc.oneof(
  text,
  fc.constantFrom(0, 1, -1, 2 ** 53),
  fc.boolean(),
  fc.constant(null),
)
const { payload } = fc.letrec<{ payload: unknown }>((tie) => ({
  payload: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    scalar,
    fc.array(tie('payload'), { maxLength: 3 }),
    fc.array(fc.tuple(name, tie('payload')), { maxLength: 4 }).map(objectOf),
  ),
}))

/** As `JSON.parse` makes it: a member `__proto__` is an own one. */
function objectOf(members: [string, unknown][]): unknown {
  const pairs = new Map(members.map(([key, value]) => [key, `${JSON.stringify(key)}:${JSON.stringify(value)}`]))
  return JSON.parse(`{${[...pairs.values()].join(',')}}`)
}

const valueOf = (op: FilterCondition['op']): fc.Arbitrary<FilterScalar | FilterScalar[] | undefined> => {
  if (op === 'in' || op === 'nin') return fc.array(scalar, { minLength: 1, maxLength: 4 })
  if (op === 'exists') return fc.option(fc.boolean(), { nil: undefined })
  if (op === 'starts' || op === 'ends') return text
  return ['gt', 'gte', 'lt', 'lte'].includes(op) ? fc.oneof(text, fc.constantFrom(0, 1, -1, 2 ** 53)) : scalar
}
const condition = fc
  .tuple(fc.array(name, { minLength: 1, maxLength: 3 }), fc.constantFrom(...FILTER_OPS))
  .chain(([names, op]) =>
    valueOf(op).map((value) => ({ path: names.join('.'), op, ...(value !== undefined && { value }) })),
  )
const { filter } = fc.letrec<{ filter: Filter }>((tie) => {
  const parts = fc.array(tie('filter'), { minLength: 1, maxLength: 3 })
  const not = tie('filter').map((part) => ({ not: part }))
  const joined = fc.oneof(
    parts.map((and) => ({ and })),
    parts.map((or) => ({ or })),
    not,
  )
  return { filter: fc.oneof({ maxDepth: 4, withCrossShrink: true }, condition, joined) }
})

test('a filter passes what the rules pass, and its explanation agrees', () => {
  fc.assert(
    fc.property(filter, payload, (given, value) => {
      const checked = Filter.parse(given)
      const expected = model(checked, value)
      expect(compileFilter(checked)(value)).toBe(expected)
      expect(explainFilter(checked, value).matches).toBe(expected)
    }),
    { numRuns: 5_000 },
  )
})

test('the condition that is named did decide: it holds exactly when a not refuses that', () => {
  fc.assert(
    fc.property(filter, payload, (given, value) => {
      const { failed } = explainFilter(given, value)
      if (failed === undefined) return
      const { path, op, value: asked, actual, holds: held } = failed
      expect(model({ path, op, ...(asked !== undefined && { value: asked }) }, value)).toBe(held)
      expect(at(value, path.split('.'))[0]).toEqual(actual)
    }),
  )
})

test('nothing that a payload can be makes it throw', () => {
  const anything = fc.anything({
    withBigInt: true,
    withDate: true,
    withMap: true,
    withNullPrototype: true,
    withSparseArray: true,
  })
  fc.assert(
    fc.property(filter, anything, (given, value) => {
      expect(typeof compileFilter(given)(value)).toBe('boolean')
    }),
  )
})

import type { FilterCondition, FilterOp, FilterScalar } from '@hookline/dto'
import { textSearch } from './text-search.js'

type Value = FilterCondition['value']
/** Asked of what stands at the path; `undefined` = absent. */
export type Test = (actual: unknown) => boolean

/** Numbers with numbers, texts with texts by code units; anything else has no order. */
function orderOf(actual: unknown, value: Value): number | undefined {
  if (typeof actual === 'number' && typeof value === 'number') return actual - value
  if (typeof actual !== 'string' || typeof value !== 'string') return undefined
  if (actual === value) return 0
  return actual < value ? -1 : 1
}

const ordered =
  (holds: (order: number) => boolean) =>
  (value: Value): Test =>
  (actual) => {
    const order = orderOf(actual, value)
    return order !== undefined && holds(order)
  }

function oneOf(value: Value): Test {
  const list = new Set<unknown>(value as FilterScalar[])
  return (actual) => list.has(actual)
}

/** A part of a text, or an element of a list. */
function containing(value: Value): Test {
  const found = typeof value === 'string' ? textSearch(value) : () => false
  return (actual) => (typeof actual === 'string' ? found(actual) : Array.isArray(actual) && actual.includes(value))
}

const not =
  (test: (value: Value) => Test) =>
  (value: Value): Test => {
    const holds = test(value)
    return (actual) => !holds(actual)
  }

const equal =
  (value: Value): Test =>
  (actual) =>
    actual === value

/** Types are strict: no value equals one of another type. An absent place passes `neq`, `nin` and `exists: false` only. */
const TESTS: Record<FilterOp, (value: Value) => Test> = {
  eq: equal,
  neq: not(equal),
  gt: ordered((order) => order > 0),
  gte: ordered((order) => order >= 0),
  lt: ordered((order) => order < 0),
  lte: ordered((order) => order <= 0),
  in: oneOf,
  nin: not(oneOf),
  starts: (value) => (actual) => typeof actual === 'string' && actual.startsWith(value as string),
  ends: (value) => (actual) => typeof actual === 'string' && actual.endsWith(value as string),
  contains: containing,
  exists:
    (value = true) =>
    (actual) =>
      (actual !== undefined) === value,
}

export const testOf = ({ op, value }: FilterCondition): Test => TESTS[op](value)

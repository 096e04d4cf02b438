import type { Filter, FilterCondition } from '@hookline/dto'
import { testOf } from './condition.js'
import { lookup, parsePath } from './lookup.js'

/** Whether a payload (any value that `JSON.parse` gives) passes. It never throws, and its time is linear in the payload. */
export type FilterPredicate = (payload: unknown) => boolean

/** A filter that was checked by its schema, made ready to be asked. Numbers are doubles: beyond 2^53 neighbours are equal. */
export function compileFilter(filter: Filter): FilterPredicate {
  if ('and' in filter) {
    const parts = filter.and.map(compileFilter)
    return (payload) => parts.every((passes) => passes(payload))
  }
  if ('or' in filter) {
    const parts = filter.or.map(compileFilter)
    return (payload) => parts.some((passes) => passes(payload))
  }
  if ('not' in filter) {
    const passes = compileFilter(filter.not)
    return (payload) => !passes(payload)
  }
  const path = parsePath(filter.path)
  const holds = testOf(filter)
  return (payload) => holds(lookup(payload, path))
}

/** The condition that decided, and what it found; `actual` is `undefined` where the path is absent. */
export interface FilterFailure extends Pick<FilterCondition, 'path' | 'op' | 'value'> {
  actual: unknown
  /** True when it holds, and a `not` around it refuses that. */
  holds: boolean
}

export interface FilterVerdict {
  matches: boolean
  failed?: FilterFailure
}

/** Why a payload does not pass: of an `and` the first part that refuses it, of an `or`, which all parts refuse, the first. */
export function explainFilter(filter: Filter, payload: unknown): FilterVerdict {
  const { matches, by } = decide(filter, payload)
  return matches ? { matches } : { matches, failed: by }
}

interface Decision {
  matches: boolean
  by: FilterFailure
}

function decide(filter: Filter, payload: unknown): Decision {
  if ('path' in filter) return decideCondition(filter, payload)
  if ('not' in filter) {
    const { matches, by } = decide(filter.not, payload)
    return { matches: !matches, by }
  }
  const decisive = 'or' in filter
  const parts = ('or' in filter ? filter.or : filter.and).map((part) => decide(part, payload))
  return parts.find(({ matches }) => matches === decisive) ?? parts[0]!
}

function decideCondition({ path, op, value }: FilterCondition, payload: unknown): Decision {
  const actual = lookup(payload, parsePath(path))
  const holds = testOf({ path, op, ...(value !== undefined && { value }) })(actual)
  return { matches: holds, by: { path, op, ...(value !== undefined && { value }), actual, holds } }
}

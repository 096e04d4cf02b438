import type { FilterFailure } from '@hookline/expressions'
import { TEST_EVENT_TYPE } from './match.js'

const SHOWN_TYPES = 5
const SHOWN_PATH = 60
const SHOWN_VALUE = 40

/** Why event types do not cover a type; `null` = all but ours. */
export function typesReason(patterns: readonly string[] | null, type: string): string {
  if (type === TEST_EVENT_TYPE) return 'a test event goes only to the webhook that is tested'
  if (patterns === null) return 'events named "hookline.…" go only to webhooks that name them'
  const more = patterns.length > SHOWN_TYPES ? ` and ${patterns.length - SHOWN_TYPES} more` : ''
  const shown = patterns.slice(0, SHOWN_TYPES).map((pattern) => cut(pattern, SHOWN_VALUE))
  return `it asks for ${shown.join(', ')}${more}, not for ${cut(type, SHOWN_VALUE)}`
}

/** The condition that decided, and what it found in the payload. */
export function filterReason({ path, op, value, actual, holds }: FilterFailure): string {
  const given = value === undefined ? '' : ` ${json(value)}`
  const condition = `${cut(path, SHOWN_PATH)} ${op}${given}`
  return `its filter ${holds ? 'refuses' : 'asks for'} ${condition}; the payload has ${found(actual)} there`
}

function found(actual: unknown): string {
  if (actual === undefined) return 'nothing'
  if (Array.isArray(actual)) return `a list of ${actual.length}`
  return typeof actual === 'object' && actual !== null ? 'an object' : json(actual)
}

/** Cut before it is written as JSON, too: a payload may hold a long text. */
const json = (value: unknown): string =>
  cut(JSON.stringify(typeof value === 'string' ? value.slice(0, SHOWN_VALUE + 1) : value), SHOWN_VALUE)

const cut = (text: string, length: number): string => (text.length > length ? `${text.slice(0, length - 1)}…` : text)

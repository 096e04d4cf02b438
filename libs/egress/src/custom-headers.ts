import { isHeaderValue, isToken } from './header-grammar.js'
import { isReservedHeader } from './reserved-headers.js'

/**
 * - `not_an_object`: not a map of names to values (`name` is empty)
 * - `too_many`: over 50; `too_large`: names and values together over 16 KiB (`name` is empty)
 * - `invalid_name`: not a token of RFC 9110 of 1 to 128 characters; `duplicate_name`: differs in case only
 * - `reserved_name`: one that we set, or that must not be sent
 * - `invalid_value`: not a string of visible ASCII, spaces and tabs; `value_too_long`: over 4,096 bytes
 */
export type HeaderFaultCode =
  | 'not_an_object'
  | 'too_many'
  | 'too_large'
  | 'invalid_name'
  | 'duplicate_name'
  | 'reserved_name'
  | 'invalid_value'
  | 'value_too_long'

export interface HeaderFault {
  /** As given, cut to 128 characters. */
  readonly name: string
  readonly code: HeaderFaultCode
  readonly message: string
}

export type CheckedHeaders =
  | { readonly ok: true; readonly headers: Readonly<Record<string, string>> }
  | { readonly ok: false; readonly faults: readonly HeaderFault[] }

const MAX_COUNT = 50
const MAX_NAME = 128
const MAX_VALUE = 4096
const MAX_TOTAL = 16 * 1024

/** Checks the headers that a customer wants sent with each delivery. All faults are reported, not only the first. */
export function checkCustomHeaders(headers: unknown): CheckedHeaders {
  if (typeof headers !== 'object' || headers === null || Array.isArray(headers)) {
    return { ok: false, faults: [fault('', 'not_an_object', 'headers must be an object of strings')] }
  }
  const entries: [string, unknown][] = Object.entries(headers)
  if (entries.length > MAX_COUNT) {
    return { ok: false, faults: [fault('', 'too_many', `at most ${MAX_COUNT} headers are allowed`)] }
  }
  const faults = [...entryFaults(entries), ...totalFaults(entries)]
  return faults.length > 0 ? { ok: false, faults } : { ok: true, headers: headers as Record<string, string> }
}

function entryFaults(entries: readonly [string, unknown][]): HeaderFault[] {
  const seen = new Set<string>()
  return entries.flatMap(([name, value]) => {
    const lower = name.toLowerCase()
    const found = nameFault(name, lower, seen) ?? valueFault(name, value)
    seen.add(lower)
    return found ?? []
  })
}

function nameFault(name: string, lower: string, seen: ReadonlySet<string>): HeaderFault | undefined {
  if (name.length > MAX_NAME || !isToken(name)) {
    return fault(name, 'invalid_name', `a name has 1 to ${MAX_NAME} letters, digits or any of !#$%&'*+-.^_\`|~`)
  }
  if (isReservedHeader(lower)) return fault(name, 'reserved_name', 'this header cannot be set')
  return seen.has(lower) ? fault(name, 'duplicate_name', 'this header occurs twice') : undefined
}

function valueFault(name: string, value: unknown): HeaderFault | undefined {
  if (typeof value !== 'string' || !isHeaderValue(value)) {
    return fault(name, 'invalid_value', 'a value is a string of visible ASCII characters, spaces and tabs')
  }
  return value.length > MAX_VALUE ? fault(name, 'value_too_long', `a value has at most ${MAX_VALUE} bytes`) : undefined
}

function totalFaults(entries: readonly [string, unknown][]): HeaderFault[] {
  const total = entries.reduce(
    (sum, [name, value]) => sum + name.length + (typeof value === 'string' ? value.length : 0),
    0,
  )
  return total > MAX_TOTAL ? [fault('', 'too_large', `all headers together have at most ${MAX_TOTAL} bytes`)] : []
}

function fault(name: string, code: HeaderFaultCode, message: string): HeaderFault {
  return { name: name.slice(0, MAX_NAME), code, message }
}

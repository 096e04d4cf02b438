import { RawJsonError } from './raw-json-error.js'
import {
  BACKSLASH,
  type ByteRange,
  CLOSE_ARRAY,
  CLOSE_OBJECT,
  COLON,
  COMMA,
  OPEN_ARRAY,
  OPEN_OBJECT,
  QUOTE,
  skipSpace,
  skipString,
  skipValue,
} from './scan.js'

const FORBIDDEN: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype'])

/**
 * Where the value of each member of an object stands, by unescaped name, in the order of the bytes.
 * What is sent later is `bytes.subarray(start, end)`: the publisher's own bytes, never a re-serialisation.
 * @param bytes UTF-8 that `JSON.parse` accepts.
 * @param range the object's value inside `bytes`; absent = all of it.
 * @throws RawJsonError `not_object`, `duplicate_member`, `forbidden_member`; `malformed` if the precondition is broken.
 */
export function memberSlices(bytes: Buffer, range: ByteRange = whole(bytes)): Map<string, ByteRange> {
  const { end } = range
  const members = new Map<string, ByteRange>()
  let at = enter(bytes, range, OPEN_OBJECT, 'not_object')
  if (bytes[at] === CLOSE_OBJECT) return members
  for (;;) {
    if (bytes[at] !== QUOTE) throw new RawJsonError('malformed', 'a member name is missing')
    const nameEnd = skipString(bytes, at, end)
    const name = memberName(bytes, at, nameEnd)
    at = skipSpace(bytes, nameEnd, end)
    if (bytes[at] !== COLON) throw new RawJsonError('malformed', 'a colon is missing')
    const start = skipSpace(bytes, at + 1, end)
    const valueEnd = skipValue(bytes, start, end)
    addMember(members, name, { start, end: valueEnd })
    at = skipSpace(bytes, valueEnd, end)
    if (bytes[at] === CLOSE_OBJECT && at < end) return members
    at = nextItem(bytes, at, end)
  }
}

/**
 * Where each element of an array stands, in order.
 * @param bytes UTF-8 that `JSON.parse` accepts.
 * @param range the array's value inside `bytes`; absent = all of it.
 * @throws RawJsonError `not_array`; `malformed` if the precondition is broken.
 */
export function elementSlices(bytes: Buffer, range: ByteRange = whole(bytes)): ByteRange[] {
  const { end } = range
  const elements: ByteRange[] = []
  let at = enter(bytes, range, OPEN_ARRAY, 'not_array')
  if (bytes[at] === CLOSE_ARRAY) return elements
  for (;;) {
    const valueEnd = skipValue(bytes, at, end)
    elements.push({ start: at, end: valueEnd })
    at = skipSpace(bytes, valueEnd, end)
    if (bytes[at] === CLOSE_ARRAY && at < end) return elements
    at = nextItem(bytes, at, end)
  }
}

function whole(bytes: Buffer): ByteRange {
  return { start: 0, end: bytes.length }
}

function enter(bytes: Buffer, range: ByteRange, opener: number, code: 'not_object' | 'not_array'): number {
  const at = skipSpace(bytes, range.start, range.end)
  if (at >= range.end || bytes[at] !== opener) {
    throw new RawJsonError(code, code === 'not_object' ? 'not an object' : 'not an array')
  }
  const inside = skipSpace(bytes, at + 1, range.end)
  if (inside >= range.end) throw new RawJsonError('malformed', 'an object or array does not end')
  return inside
}

function nextItem(bytes: Buffer, at: number, end: number): number {
  if (at >= end || bytes[at] !== COMMA) throw new RawJsonError('malformed', 'a comma is missing')
  return skipSpace(bytes, at + 1, end)
}

function memberName(bytes: Buffer, quote: number, end: number): string {
  for (let i = quote + 1; i < end; i++) {
    if (bytes[i] === BACKSLASH) return unescaped(bytes.toString('utf8', quote, end))
  }
  return bytes.toString('utf8', quote + 1, end - 1)
}

function unescaped(quoted: string): string {
  try {
    return JSON.parse(quoted) as string
  } catch {
    throw new RawJsonError('malformed', 'a member name has a broken escape')
  }
}

function addMember(members: Map<string, ByteRange>, name: string, range: ByteRange): void {
  if (FORBIDDEN.has(name)) throw new RawJsonError('forbidden_member', `member ${name} is not allowed`, name)
  if (members.has(name)) {
    throw new RawJsonError('duplicate_member', `member ${JSON.stringify(name.slice(0, 64))} occurs twice`, name)
  }
  members.set(name, range)
}

import { RawJsonError } from './raw-json-error.js'

/** A piece of a buffer: offsets in bytes, `end` exclusive. */
export interface ByteRange {
  readonly start: number
  readonly end: number
}

export const QUOTE = 0x22
export const COMMA = 0x2c
export const COLON = 0x3a
export const OPEN_ARRAY = 0x5b
export const BACKSLASH = 0x5c
export const CLOSE_ARRAY = 0x5d
export const OPEN_OBJECT = 0x7b
export const CLOSE_OBJECT = 0x7d

const SPACE = 0x20
const CASE_BIT = 0x20

/** Offset of the first byte at or after `at` that is no white space (or `end`). JSON has no other byte ≤ 0x20 between tokens. */
export function skipSpace(bytes: Buffer, at: number, end: number): number {
  let i = at
  while (i < end && (bytes[i] as number) <= SPACE) i++
  return i
}

/**
 * Offset just after the string that opens at `at`, or -1 when it does not close before `end`.
 * A byte search is safe: UTF-8 never uses the bytes of `"` and `\` inside a longer character.
 */
export function stringEnd(bytes: Buffer, at: number, end: number): number {
  for (let i = at + 1; i < end; i++) {
    const byte = bytes[i]
    if (byte === QUOTE) return i + 1
    if (byte === BACKSLASH) i++
  }
  return -1
}

/** As `stringEnd`. @throws RawJsonError `malformed` when the string does not close. */
export function skipString(bytes: Buffer, at: number, end: number): number {
  const after = stringEnd(bytes, at, end)
  if (after < 0) throw new RawJsonError('malformed', 'a string does not end')
  return after
}

/**
 * Offset just after the JSON value that begins at `at`; iterative, whatever the depth.
 * @throws RawJsonError `malformed` when there is no whole value before `end`.
 */
export function skipValue(bytes: Buffer, at: number, end: number): number {
  const first = bytes[at]
  if (first === QUOTE) return skipString(bytes, at, end)
  return first === OPEN_OBJECT || first === OPEN_ARRAY ? skipContainer(bytes, at, end) : skipScalar(bytes, at, end)
}

function skipContainer(bytes: Buffer, at: number, end: number): number {
  let depth = 0
  let i = at
  while (i < end) {
    const byte = bytes[i] as number
    if (byte === QUOTE) {
      i = skipString(bytes, i, end)
      continue
    }
    // `[` and `{`, like `]` and `}`, differ in one bit only.
    const shape = byte | CASE_BIT
    if (shape === OPEN_OBJECT) depth++
    else if (shape === CLOSE_OBJECT && --depth === 0) return i + 1
    i++
  }
  throw new RawJsonError('malformed', 'an object or array does not end')
}

function skipScalar(bytes: Buffer, at: number, end: number): number {
  let i = at
  while (i < end && !endsScalar(bytes[i] as number)) i++
  if (i === at) throw new RawJsonError('malformed', 'a value is missing')
  return i
}

function endsScalar(byte: number): boolean {
  return byte <= SPACE || byte === COMMA || byte === CLOSE_OBJECT || byte === CLOSE_ARRAY
}

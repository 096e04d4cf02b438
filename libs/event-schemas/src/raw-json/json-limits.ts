import { CLOSE_OBJECT, COLON, OPEN_OBJECT, QUOTE, stringEnd } from './scan.js'

export interface JsonLimits {
  /** Objects and arrays inside one another; a scalar has depth 0, `[]` depth 1. */
  readonly maxDepth: number
  /** Members of all objects together. */
  readonly maxKeys: number
}

export interface JsonLimitExceeded {
  readonly code: 'too_deep' | 'too_many_keys'
  readonly limit: number
}

export const DEFAULT_JSON_LIMITS: JsonLimits = { maxDepth: 32, maxKeys: 10_000 }

const CASE_BIT = 0x20

/**
 * The first limit that the JSON in `bytes` exceeds, or undefined. One pass, no recursion, no allocation.
 * It ends on any bytes, so it may (and for hostile input should) run before `JSON.parse`.
 */
export function checkJsonLimits(
  bytes: Buffer,
  limits: JsonLimits = DEFAULT_JSON_LIMITS,
): JsonLimitExceeded | undefined {
  const { maxDepth, maxKeys } = limits
  const end = bytes.length
  let depth = 0
  let keys = 0
  for (let i = 0; i < end; i++) {
    const byte = bytes[i] as number
    if (byte === QUOTE) {
      const after = stringEnd(bytes, i, end)
      if (after < 0) return undefined
      i = after - 1
    } else if (byte === COLON) {
      if (++keys > maxKeys) return { code: 'too_many_keys', limit: maxKeys }
    } else {
      // `[` and `{`, like `]` and `}`, differ in one bit only.
      const shape = byte | CASE_BIT
      if (shape === CLOSE_OBJECT) depth--
      else if (shape === OPEN_OBJECT && ++depth > maxDepth) return { code: 'too_deep', limit: maxDepth }
    }
  }
  return undefined
}

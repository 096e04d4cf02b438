import { isUtf8 } from 'node:buffer'

export type ParsedJson =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly code: 'bom' | 'not_utf8' | 'not_json'; readonly message: string }

/**
 * Parses strict UTF-8 JSON (RFC 8259: no byte order mark).
 * A message never repeats the input, which may hold secrets: V8's own messages quote it.
 */
export function parseJsonBytes(bytes: Buffer): ParsedJson {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) {
    return { ok: false, code: 'bom', message: 'the body begins with a byte order mark' }
  }
  if (!isUtf8(bytes)) return { ok: false, code: 'not_utf8', message: 'the body is not valid UTF-8' }
  try {
    return { ok: true, value: JSON.parse(bytes.toString('utf8')) }
  } catch (error) {
    return { ok: false, code: 'not_json', message: `the body is not valid JSON${position(error)}` }
  }
}

function position(error: unknown): string {
  const found = error instanceof Error ? / at position \d+/.exec(error.message) : null
  return found ? found[0] : ''
}

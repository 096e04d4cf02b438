import { DomainError } from '@hookline/service-kit'

/** Opaque to callers: the sort key of the last row, base64url. Bound to nothing secret: every query filters by tenant. */
export const encodeCursor = (parts: readonly string[]): string =>
  Buffer.from(JSON.stringify(parts)).toString('base64url')

/** @throws DomainError `invalid_cursor` */
export function decodeCursor(cursor: string, checks: readonly RegExp[]): string[] {
  try {
    const parts: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString())
    const fits =
      Array.isArray(parts) &&
      parts.length === checks.length &&
      checks.every((check, index) => typeof parts[index] === 'string' && check.test(parts[index]))
    if (fits) return parts as string[]
  } catch {
    // falls through to the refusal
  }
  throw new DomainError('invalid_cursor', 'The cursor is not one of ours. Use next_cursor of the page before.', {
    errors: [{ path: 'cursor', message: 'is not a cursor of this list' }],
  })
}

export const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/
export const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/

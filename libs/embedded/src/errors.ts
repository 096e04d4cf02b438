// Not `instanceof Error`: an error of Node itself belongs to another realm when a test runner loads this code.

/** The code of a system or database error, such as EADDRINUSE or 28P01. */
export function errorCode(error: unknown): string | undefined {
  return textMember(error, 'code')
}

/** The message of an error, or whatever else was thrown as text. */
export function messageOf(error: unknown): string {
  return textMember(error, 'message') ?? String(error)
}

/** What a program that failed under execFile had printed. */
export function outputOf(error: unknown): string {
  return [textMember(error, 'stdout'), textMember(error, 'stderr')].filter(Boolean).join('\n').trim()
}

function textMember(value: unknown, name: string): string | undefined {
  if (typeof value !== 'object' || value === null || !(name in value)) return undefined
  const member: unknown = Reflect.get(value, name)
  return typeof member === 'string' ? member : undefined
}

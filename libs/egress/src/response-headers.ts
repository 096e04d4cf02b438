const MAX_COUNT = 64
const MAX_LENGTH = 1024

/**
 * What is worth keeping of a receiver's headers: bounded, as plain text. Cookies are none of our business.
 * @param headers as undici gives them: lower-case names, lists for repeated ones. (All together are bounded by its parser.)
 */
export function keptHeaders(headers: Readonly<Record<string, string | string[] | undefined>>): Record<string, string> {
  const kept: Record<string, string> = {}
  let count = 0
  for (const name of Object.keys(headers)) {
    const value = headers[name]
    if (value === undefined || name === 'set-cookie' || name === '__proto__') continue
    if (++count > MAX_COUNT) break
    kept[name] = plain(typeof value === 'string' ? value : value.join(', '))
  }
  return kept
}

function plain(value: string): string {
  const text = value.length > MAX_LENGTH ? value.slice(0, MAX_LENGTH) : value
  return text.includes('\0') ? text.replaceAll('\0', '') : text
}

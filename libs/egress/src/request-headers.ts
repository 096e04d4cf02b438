import { isHeaderValue } from './header-grammar.js'
import { isConnectionHeader } from './reserved-headers.js'

/**
 * The list of names and values that undici takes, or undefined when one must not be sent: the last check before the
 * wire, whatever was checked when the webhook was saved. (undici checks the names' grammar.)
 */
export function wireHeaders(headers: Readonly<Record<string, string>>): string[] | undefined {
  // Answers are never inflated, so none must come compressed.
  const list = ['accept-encoding', 'identity']
  for (const name of Object.keys(headers)) {
    const value = headers[name] as string
    if (isConnectionHeader(name.toLowerCase()) || !isHeaderValue(value)) return undefined
    list.push(name, value)
  }
  return list
}

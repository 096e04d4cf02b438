import { domainToUnicode } from 'node:url'

/** Names that only mean something inside a network, and those that a public resolver must not be asked for. */
const PRIVATE_SUFFIXES: ReadonlySet<string> = new Set(
  'localhost local localdomain internal intranet private lan home corp arpa onion'.split(' '),
)

const MAX_LENGTH = 253
const LABEL = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/

/**
 * Whether a lower-case ASCII name (as `URL.hostname` gives it) may be a public DNS name: at least two labels, each of
 * letters, digits and inner hyphens, the last one not reserved for private use. No underscore, no final dot, no broken punycode.
 */
export function isPublicName(name: string): boolean {
  const labels = name.split('.')
  if (name.length > MAX_LENGTH || labels.length < 2 || PRIVATE_SUFFIXES.has(labels.at(-1) ?? '')) return false
  return labels.every((label) => LABEL.test(label)) && !hasBrokenPunycode(name)
}

/** `URL` passes broken `xn--` labels of plain ASCII; a label that does not decode stays as it is. */
function hasBrokenPunycode(name: string): boolean {
  return name.includes('xn--') && /(^|\.)xn--/.test(domainToUnicode(name))
}

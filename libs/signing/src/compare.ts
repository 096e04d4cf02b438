import { type KeyObject, timingSafeEqual } from 'node:crypto'

/** Compares in a time that depends on the lengths alone. */
function sameText(left: string, right: string): boolean {
  const a = Buffer.from(left)
  const b = Buffer.from(right)
  return a.length === b.length && timingSafeEqual(a, b)
}

/** Compares all with all, without stopping at the first match. */
export function matchesAny(candidates: readonly string[], digests: readonly string[]): boolean {
  let found = false
  for (const candidate of candidates) {
    for (const digest of digests) found = sameText(candidate, digest) || found
  }
  return found
}

/** Undefined when there is no secret or when one of them cannot be a key. */
export function keysOf<T>(secrets: readonly T[], create: (secret: T) => KeyObject): KeyObject[] | undefined {
  try {
    return secrets.length === 0 ? undefined : secrets.map((secret) => create(secret))
  } catch {
    return undefined
  }
}

import { createHash } from 'node:crypto'
import { Uuid } from '@hookline/dto'

/** Namespace of every derived event id (UUID v5, RFC 9562 §5.5). Fixed for ever: it makes repeats meet. */
const NAMESPACE = Buffer.from('b6d1f0c27a0e4c5e9d3b2f4e8a7c6d51', 'hex')

/** UUID v5 of the parts, joined by a NUL that none of them can contain. */
export function derivedId(...parts: string[]): string {
  const hash = createHash('sha1').update(NAMESPACE).update(parts.join('\0')).digest().subarray(0, 16)
  hash[6] = (hash[6]! & 0x0f) | 0x50
  hash[8] = (hash[8]! & 0x3f) | 0x80
  const hex = hash.toString('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}

/** A UUID is used as it is; any other id becomes UUID v5 of (tenant, source, id), and the given one is kept. */
export function eventIdOf(tenantId: string, source: string, given: string): { id: string; sourceId: string | null } {
  const uuid = Uuid.safeParse(given)
  return uuid.success ? { id: uuid.data, sourceId: null } : { id: derivedId(tenantId, source, given), sourceId: given }
}

/** The event id of an `Idempotency-Key`: the same key of the same tenant is the same event. */
export const idempotentEventId = (tenantId: string, key: string): string => derivedId(tenantId, 'idempotency-key', key)

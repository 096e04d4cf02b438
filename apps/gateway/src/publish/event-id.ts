import { derivedId, eventIdOf, idempotentEventId } from '@hookline/event-schemas'
import { uuidv7 } from '../ids.js'
import { invalid } from '../http/validate.js'

export interface EventIdentity {
  id: string
  /** The publisher's id when it is no UUID. */
  sourceId: string | undefined
  /** Nobody but us can repeat it. */
  minted: boolean
}

interface Given {
  tenantId: string
  source: string
  id: string | undefined
  idempotencyKey: string | undefined
  /** Place in a batch: one key stands for all of its events, each with an id of its own. */
  index?: number
}

/**
 * The id of an event (docs/architecture.md §3): a UUID as given, UUID v5 of any other id or of the `Idempotency-Key`,
 * else UUID v7. Both an id and a key would be two answers to one question, so that is refused.
 */
export function identify({ tenantId, source, id, idempotencyKey, index }: Given): EventIdentity {
  if (id !== undefined && idempotencyKey !== undefined) {
    const path = index === undefined ? 'id' : `events.${index}.id`
    throw invalid([{ path, message: 'give either an id or an Idempotency-Key, not both' }])
  }
  if (id !== undefined) {
    const derived = eventIdOf(tenantId, source, id)
    return { id: derived.id, sourceId: derived.sourceId ?? undefined, minted: false }
  }
  if (idempotencyKey === undefined) return { id: uuidv7(), sourceId: undefined, minted: true }
  const keyed =
    index === undefined
      ? idempotentEventId(tenantId, idempotencyKey)
      : derivedId(tenantId, 'idempotency-key', idempotencyKey, String(index))
  return { id: keyed, sourceId: undefined, minted: false }
}

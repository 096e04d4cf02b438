import { snapshotKey, type EntityKind } from '@hookline/event-schemas'
import { DomainError } from '@hookline/service-kit'

/** What a command did: the records for the topic, in order, and the command's reply without their position. */
export interface Change<R extends object> {
  records: { key: string; record: object | null }[]
  reply: R
}

/** A record that the topic refuses would stand at the head of the outbox for ever. */
const MAX_RECORD_CHARS = 256 * 1024

/** @throws DomainError `payload_too_large` when the entity as a whole is */
export function put<R extends { id: string }>(kind: EntityKind, record: R): Change<{ record: R }> {
  if (JSON.stringify(record).length > MAX_RECORD_CHARS) {
    throw new DomainError('payload_too_large', `All members together must have at most ${MAX_RECORD_CHARS} characters`)
  }
  return { records: [{ key: snapshotKey(kind, record.id), record }], reply: { record } }
}

export function remove(...entities: { kind: EntityKind; id: string }[]): Change<object> {
  return { records: entities.map(({ kind, id }) => ({ key: snapshotKey(kind, id), record: null })), reply: {} }
}

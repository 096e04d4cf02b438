import { Injectable } from '@nestjs/common'
import { snapshotKey, type EntityKind } from '@hookline/event-schemas'
import { DomainError } from '@hookline/service-kit'
import type { EntityManager } from 'typeorm'
import type { Change } from '../commands/change.js'
import { OutboxRepository } from './outbox.repository.js'

/** A record that the topic refuses would stand at the head of the outbox for ever. */
const MAX_RECORD_CHARS = 256 * 1024

/** How the features say what they changed. The entity's row must be locked or new in the same transaction. */
@Injectable()
export class Outbox {
  constructor(private readonly rows: OutboxRepository) {}

  /** @throws DomainError `payload_too_large` when the entity as a whole is */
  async put<R extends { id: string }>(tx: EntityManager, kind: EntityKind, record: R): Promise<Change<{ record: R }>> {
    if (JSON.stringify(record).length > MAX_RECORD_CHARS) {
      throw new DomainError('payload_too_large', `All members together must have at most ${MAX_RECORD_CHARS} characters`)
    }
    return { seq: await this.rows.append(tx, [snapshotKey(kind, record.id)], record), reply: { record } }
  }

  /** Tombstones, in the given order. */
  async remove(tx: EntityManager, entities: { kind: EntityKind; id: string }[]): Promise<Change<object>> {
    const keys = entities.map(({ kind, id }) => snapshotKey(kind, id))
    return { seq: await this.rows.append(tx, keys, null), reply: {} }
  }
}

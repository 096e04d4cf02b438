import { Injectable } from '@nestjs/common'
import { snapshotKey, type EntityKind } from '@hookline/event-schemas'
import { Logger } from '@hookline/service-kit'
import { apiKeyRecord } from '../api-keys/api-key-record.js'
import type { ApiKeyRow } from '../api-keys/api-key.entity.js'
import { Database, type Queries } from '../database/database.js'
import { OutboxRepository } from '../outbox/outbox.repository.js'
import { tenantRecord } from '../tenants/tenant-record.js'
import type { TenantRow } from '../tenants/tenant.entity.js'
import { webhookRecord } from '../webhooks/webhook-record.js'
import type { WebhookRow } from '../webhooks/webhook.entity.js'
import { changeRecord, fitting, markerRecord, tombstone, type TopicRecord } from './snapshot-record.js'
import { SnapshotStateRepository, type SnapshotState } from './snapshot-state.repository.js'
import { SnapshotTopic } from './snapshot-topic.js'

interface EntityRow {
  id: string
  seq: string
}

interface Source {
  kind: EntityKind
  table: string
  record: (row: never) => object
}

const SOURCES: Source[] = [
  { kind: 'tenant', table: 'config.tenants', record: (row: TenantRow) => tenantRecord(row) },
  { kind: 'api_key', table: 'config.api_keys', record: (row: ApiKeyRow) => apiKeyRecord(row) },
  { kind: 'webhook', table: 'config.webhooks', record: (row: WebhookRow) => webhookRecord(row) },
]

const PAGE = 500

/** Writes everything anew under the next generation, while commands go on. Contract: docs/architecture.md §1. */
@Injectable()
export class Republisher {
  constructor(
    private readonly database: Database,
    private readonly state: SnapshotStateRepository,
    private readonly outbox: OutboxRepository,
    private readonly topic: SnapshotTopic,
    private readonly logger: Logger,
  ) {}

  /**
   * In the relay's transaction, under its lock. Rows that wait are covered by what is read after them, and count as
   * published with the marker; a row that commits meanwhile is published after it, and its higher seq wins.
   */
  async run(tx: Queries, before: SnapshotState): Promise<{ generation: number; covered: number[]; offset: number }> {
    const started = performance.now()
    const generation = await this.state.beginGeneration(this.database)
    const { seqs, deletedKeys } = await this.outbox.waiting(tx)
    await this.append(deletedKeys.map(tombstone))
    let entities = 0
    for (const source of SOURCES) entities += await this.publishAll(tx, source, generation)
    const offset = await this.topic.append([markerRecord(generation)])
    if (seqs.length > 0) {
      await this.outbox.markPublished(tx, { seqs, offsets: seqs.map(() => offset), generation })
    }
    await this.state.completeGeneration(tx, generation, offset, before.republishRequested)
    const ms = Math.round(performance.now() - started)
    this.logger.event('snapshot.republished', { generation, entities, covered: seqs.length, offset, ms })
    return { generation, covered: seqs, offset }
  }

  private async publishAll(tx: Queries, { kind, table, record }: Source, generation: number): Promise<number> {
    let after: string | null = null
    let count = 0
    for (;;) {
      const rows: EntityRow[] = await this.page(tx, { kind, table, after })
      await this.append(
        rows.map((row) =>
          changeRecord(
            { key: snapshotKey(kind, row.id), seq: Number(row.seq), record: record(row as never) },
            generation,
          ),
        ),
      )
      count += rows.length
      after = rows.at(-1)?.id ?? null
      if (rows.length < PAGE) return count
    }
  }

  /** With the seq of the entity's last change; what is no longer in the outbox is older than all that will come. */
  private page(
    tx: Queries,
    { kind, table, after }: { kind: EntityKind; table: string; after: string | null },
  ): Promise<EntityRow[]> {
    return tx.query<EntityRow>(
      `SELECT e.*, coalesce((SELECT max(o.id) FROM config.outbox o WHERE o.record_key = $1 || e.id::text), 0) AS seq
       FROM ${table} e WHERE $2::text IS NULL OR e.id > $2::${kind === 'api_key' ? 'text' : 'uuid'} ORDER BY e.id LIMIT $3`,
      [snapshotKey(kind, ''), after, PAGE],
    )
  }

  private async append(records: TopicRecord[]): Promise<void> {
    for (let rest = records; rest.length > 0;) {
      const count = fitting(rest)
      await this.topic.append(rest.slice(0, count))
      rest = rest.slice(count)
    }
  }
}

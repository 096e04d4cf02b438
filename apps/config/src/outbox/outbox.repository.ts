import { Injectable } from '@nestjs/common'
import type { Queries } from '../database/database.js'

export interface OutboxRow {
  seq: number
  key: string
  /** `null` = deleted. */
  record: object | null
}

/** Where a row went, or that it waits, or that it was pruned after it went. */
export interface RowPlace {
  seq: number
  status: 'published' | 'waiting' | 'pruned'
  generation: number
  offset: number
}

interface Placed {
  seqs: number[]
  offsets: number[]
  generation: number
}

const PRUNE_AT_ONCE = 10_000

/** All SQL of the outbox. A row's id is its `seq` everywhere else. */
@Injectable()
export class OutboxRepository {
  /** Never `id > last`: a transaction that commits late would be passed over. */
  async unpublished(tx: Queries, limit: number): Promise<OutboxRow[]> {
    const rows = await tx.query<RawRow>(
      `SELECT id, record_key, record FROM config.outbox WHERE published_offset IS NULL ORDER BY id LIMIT $1`,
      [limit],
    )
    return rows.map(toRow)
  }

  /** Every row that waits, without its record. */
  async waiting(tx: Queries): Promise<{ seqs: number[]; deletedKeys: string[] }> {
    const rows = await tx.query<{ id: string; record_key: string; deleted: boolean }>(
      `SELECT id, record_key, record IS NULL AS deleted FROM config.outbox WHERE published_offset IS NULL`,
    )
    const deleted = rows.filter((row) => row.deleted).map((row) => row.record_key)
    return { seqs: rows.map(({ id }) => Number(id)), deletedKeys: [...new Set(deleted)] }
  }

  /** The newest published row of each key. */
  async newestPublished(tx: Queries, keys: string[]): Promise<OutboxRow[]> {
    const rows = await tx.query<RawRow>(
      `SELECT DISTINCT ON (record_key) id, record_key, record FROM config.outbox
       WHERE record_key = ANY ($1::text[]) AND published_offset IS NOT NULL
       ORDER BY record_key, id DESC`,
      [keys],
    )
    return rows.map(toRow)
  }

  async markPublished(tx: Queries, { seqs, offsets, generation }: Placed): Promise<void> {
    await tx.query(
      `WITH marked AS (
         UPDATE config.outbox SET published_generation = $3, published_offset = place.at, published_at = now()
         FROM unnest($1::bigint[], $2::bigint[]) AS place (id, at)
         WHERE outbox.id = place.id
       )
       UPDATE config.snapshot_state SET last_offset = greatest($4::bigint, last_offset)`,
      [seqs, offsets, generation, Math.max(...offsets)],
    )
  }

  async places(tx: Queries, seqs: number[]): Promise<RowPlace[]> {
    const rows = await tx.query<{ seq: string; status: RowPlace['status']; generation: number; offset: string }>(
      `SELECT asked.seq,
         CASE WHEN o.id IS NULL THEN 'pruned' WHEN o.published_offset IS NULL THEN 'waiting' ELSE 'published' END AS status,
         coalesce(o.published_generation, s.generation) AS generation,
         coalesce(o.published_offset, s.last_offset) AS offset
       FROM unnest($1::bigint[]) AS asked (seq)
       CROSS JOIN config.snapshot_state s
       LEFT JOIN config.outbox o ON o.id = asked.seq`,
      [seqs],
    )
    return rows.map(({ seq, status, generation, offset }) => ({
      seq: Number(seq),
      status,
      generation,
      offset: Number(offset),
    }))
  }

  async backlog(database: Queries): Promise<{ rows: number; oldestSeconds: number }> {
    const [row] = await database.query<{ rows: number; oldest: number }>(
      `SELECT count(*)::int AS rows, coalesce(extract(epoch FROM now() - min(created_at)), 0)::float8 AS oldest
       FROM config.outbox WHERE published_offset IS NULL`,
    )
    return { rows: row?.rows ?? 0, oldestSeconds: Math.max(0, row?.oldest ?? 0) }
  }

  /** An hour is far longer than any relay can lag behind with a record that it has sent twice. */
  async prune(database: Queries): Promise<number> {
    const [row] = await database.query<{ count: number }>(
      `WITH gone AS (
         DELETE FROM config.outbox WHERE id IN (
           SELECT id FROM config.outbox WHERE published_at < now() - interval '1 hour' ORDER BY published_at LIMIT $1
         ) RETURNING 1
       )
       SELECT count(*)::int AS count FROM gone`,
      [PRUNE_AT_ONCE],
    )
    return row?.count ?? 0
  }
}

interface RawRow {
  id: string
  record_key: string
  record: object | null
}

const toRow = ({ id, record_key, record }: RawRow): OutboxRow => ({ seq: Number(id), key: record_key, record })

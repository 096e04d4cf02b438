import { Injectable } from '@nestjs/common'
import type { Replay } from '@hookline/dto'
import { DataSource } from 'typeorm'
import { reopen } from './reopen.sql.js'

/** Which finished deliveries a replay is about. */
export interface ReplayFilter {
  tenantId: string
  webhookId: string | null
  statuses: string[]
  /** Exact name, or the part before `*` with its dot. */
  type: string | null
  typePrefix: string | null
  since: string
  until: string
}

/** Parameters $1 to $7, in the order of {@link ReplayFilter}. */
const MATCHING = `
  FROM delivery.deliveries_done d
  JOIN delivery.events e ON e.tenant_id = d.tenant_id AND e.id = d.event_id AND e.day = d.event_day
 WHERE d.tenant_id = $1 AND d.status = ANY ($3::text[]) AND ($2::uuid IS NULL OR d.webhook_id = $2)
   AND ($4::text IS NULL OR e.type = $4) AND ($5::text IS NULL OR starts_with(e.type, $5))
   AND d.created_at >= $6 AND d.created_at < $7
   AND d.day BETWEEN ($6::timestamptz AT TIME ZONE 'UTC')::date AND ($7::timestamptz AT TIME ZONE 'UTC')::date`

const INSERT = `
  INSERT INTO delivery.replays
    (tenant_id, webhook_id, statuses, type, type_prefix, since, until, id, matched, status)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'running')`

const CHUNK = `
  WITH picked AS (
    SELECT d.tenant_id, d.id, d.day ${MATCHING} AND d.id > $8 ORDER BY d.id LIMIT $9),
  ${reopen('replayed')}
  SELECT count(*)::int AS count, (SELECT max(id::text) FROM picked) AS last FROM reopened`

const NEXT_JOB = `
  SELECT id, tenant_id, webhook_id, statuses, type, type_prefix, since, until, cursor
    FROM delivery.replays WHERE status = 'running' ORDER BY touched_at LIMIT 1 FOR UPDATE SKIP LOCKED`

const PROGRESS = `
  UPDATE delivery.replays
     SET reopened = reopened + $2, cursor = coalesce($3::uuid, cursor), touched_at = now(),
         status = CASE WHEN $2 = 0 THEN 'done' ELSE status END, ended_at = CASE WHEN $2 = 0 THEN now() END
   WHERE id = $1`

const COLUMNS = `id, status, matched, reopened, webhook_id, statuses, type, type_prefix, since, until, created_at, ended_at`

interface JobRow {
  id: string
  tenant_id: string
  webhook_id: string | null
  statuses: string[]
  type: string | null
  type_prefix: string | null
  since: Date
  until: Date
  cursor: string
}

type ReplayRow = Omit<JobRow, 'tenant_id' | 'cursor'> & {
  status: Replay['status']
  matched: number
  reopened: number
  created_at: Date
  ended_at: Date | null
}

/** Replays and their progress. The transaction that makes a chunk pending also moves the cursor: a crash repeats nothing. */
@Injectable()
export class ReplaysRepository {
  constructor(private readonly source: DataSource) {}

  async count(filter: ReplayFilter): Promise<number> {
    const [row]: { count: number }[] = await this.source.query(
      `SELECT count(*)::int AS count ${MATCHING}`,
      parameters(filter),
    )
    return row?.count ?? 0
  }

  /** @throws the unique violation 23505 when the tenant has a running one */
  async insert(id: string, filter: ReplayFilter, matched: number): Promise<void> {
    await this.source.query(INSERT, [...parameters(filter), id, matched])
  }

  /** Makes up to `limit` deliveries of one job pending. `undefined` when no job runs, else how many it made pending. */
  advance(limit: number): Promise<number | undefined> {
    return this.source.transaction(async (transaction) => {
      const [job]: JobRow[] = await transaction.query(NEXT_JOB)
      if (job === undefined) return undefined
      const filter = parameters(filterOf(job))
      const [chunk]: { count: number; last: string | null }[] = await transaction.query(CHUNK, [
        ...filter,
        job.cursor,
        limit,
      ])
      await transaction.query(PROGRESS, [job.id, chunk?.count ?? 0, chunk?.last ?? null])
      return chunk?.count ?? 0
    })
  }

  async cancel(tenantId: string, id: string): Promise<void> {
    await this.source.query(
      `UPDATE delivery.replays SET status = 'cancelled', ended_at = now()
        WHERE tenant_id = $1 AND id = $2 AND status = 'running'`,
      [tenantId, id],
    )
  }

  async get(tenantId: string, id: string): Promise<Replay | undefined> {
    const [row]: ReplayRow[] = await this.source.query(
      `SELECT ${COLUMNS} FROM delivery.replays WHERE tenant_id = $1 AND id = $2`,
      [tenantId, id],
    )
    return row && replayOf(row)
  }

  async list(tenantId: string, limit: number, before: string | null): Promise<Replay[]> {
    const rows: ReplayRow[] = await this.source.query(
      `SELECT ${COLUMNS} FROM delivery.replays
        WHERE tenant_id = $1 AND ($2::uuid IS NULL OR id < $2) ORDER BY id DESC LIMIT $3`,
      [tenantId, before, limit],
    )
    return rows.map(replayOf)
  }
}

const parameters = ({ tenantId, webhookId, statuses, type, typePrefix, since, until }: ReplayFilter): unknown[] => [
  tenantId,
  webhookId,
  statuses,
  type,
  typePrefix,
  since,
  until,
]

const filterOf = (job: JobRow): ReplayFilter => ({
  tenantId: job.tenant_id,
  webhookId: job.webhook_id,
  statuses: job.statuses,
  type: job.type,
  typePrefix: job.type_prefix,
  since: job.since.toISOString(),
  until: job.until.toISOString(),
})

function replayOf(row: ReplayRow): Replay {
  return {
    id: row.id,
    status: row.status,
    matched: row.matched,
    reopened: row.reopened,
    webhook_id: row.webhook_id,
    delivery_status: row.statuses as Replay['delivery_status'],
    event_type: row.type_prefix === null ? row.type : `${row.type_prefix}*`,
    since: row.since.toISOString(),
    until: row.until.toISOString(),
    created_at: row.created_at.toISOString(),
    ended_at: row.ended_at?.toISOString() ?? null,
  }
}

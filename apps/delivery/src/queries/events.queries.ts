import { Injectable } from '@nestjs/common'
import type { EventSummary } from '@hookline/dto'
import { DataSource } from 'typeorm'
import { dayOfUuidV7, isUuidV7 } from '../recording/days.js'

export interface StoredEvent {
  summary: EventSummary
  content_type: string
  payload: Buffer
}

interface EventDbRow {
  id: string
  source_id: string | null
  source: string
  type: string
  ordering_key: string | null
  tags: string
  occurred_at: Date
  received_at: Date
  outcome: EventSummary['outcome']
  conflicts: number
  content_type: string
  payload: Buffer
}

export interface EventFilter {
  tenantId: string
  limit: number
  type: string | null
  sourceId: string | null
  since: string | null
  until: string | null
  /** Sort key of the last row of the page before: `[received_at, id]`. */
  after: readonly [string, string] | null
}

const SUMMARY = 'id, source_id, source, type, ordering_key, tags, occurred_at, received_at, outcome, conflicts'

const LIST = `
  SELECT ${SUMMARY} FROM delivery.events
   WHERE tenant_id = $1
     AND ($2::text IS NULL OR type = $2)
     AND ($3::timestamptz IS NULL OR received_at >= $3)
     AND ($4::timestamptz IS NULL OR received_at < $4)
     AND ($5::timestamptz IS NULL OR (received_at, id) < ($5, $6::uuid))
   ORDER BY received_at DESC, id DESC LIMIT $7`

const LIST_BY_SOURCE_ID = `
  SELECT ${SUMMARY.replaceAll(/\b(\w+)/g, 'e.$1')} FROM delivery.event_ids i
    JOIN delivery.events e ON e.tenant_id = i.tenant_id AND e.id = i.event_id AND e.day = i.day
   WHERE i.tenant_id = $1 AND i.source_id = $8
     AND ($2::text IS NULL OR e.type = $2)
     AND ($3::timestamptz IS NULL OR e.received_at >= $3)
     AND ($4::timestamptz IS NULL OR e.received_at < $4)
     AND ($5::timestamptz IS NULL OR (e.received_at, e.id) < ($5, $6::uuid))
   ORDER BY e.received_at DESC, e.id DESC LIMIT $7`

/** A minted id names its day; a given one is looked up. */
const GET = `
  SELECT ${SUMMARY}, content_type, payload FROM delivery.events
   WHERE tenant_id = $1 AND id = $2
     AND day = coalesce((SELECT day FROM delivery.event_ids WHERE tenant_id = $1 AND event_id = $2), $3::date)`

@Injectable()
export class EventsQueries {
  constructor(private readonly source: DataSource) {}

  async list(filter: EventFilter): Promise<EventSummary[]> {
    const { tenantId, limit, type, sourceId, since, until, after } = filter
    const shared = [tenantId, type, since, until, after?.[0] ?? null, after?.[1] ?? null, limit]
    const rows: EventDbRow[] =
      sourceId === null
        ? await this.source.query(LIST, shared)
        : await this.source.query(LIST_BY_SOURCE_ID, [...shared, sourceId])
    return rows.map(summaryOf)
  }

  async get(tenantId: string, id: string): Promise<StoredEvent | undefined> {
    const day = isUuidV7(id) ? dayOfUuidV7(id) : null
    const [row]: EventDbRow[] = await this.source.query(GET, [tenantId, id, day])
    return row && { summary: summaryOf(row), content_type: row.content_type, payload: row.payload }
  }
}

function summaryOf(row: EventDbRow): EventSummary {
  return {
    id: row.id,
    ...(row.source_id !== null && { source_id: row.source_id }),
    type: row.type,
    source: row.source,
    ordering_key: row.ordering_key,
    tags: row.tags === '' ? [] : row.tags.split(','),
    occurred_at: row.occurred_at.toISOString(),
    received_at: row.received_at.toISOString(),
    outcome: row.outcome,
    conflicts: row.conflicts,
  }
}

import { Injectable } from '@nestjs/common'
import type { Attempt, DeliveryStatus, DeliverySummary } from '@hookline/dto'
import { DataSource } from 'typeorm'

const COLUMNS = 'id, event_id, webhook_id, status, reason, attempt_count, created_at'

/** Unfinished and finished deliveries as one relation. A delivery's id is a UUID v7: newest first is by id. */
const BOTH = `
  (SELECT ${COLUMNS}, CASE WHEN status = 'pending' THEN due_at END AS next_attempt_at
     FROM delivery.deliveries_open WHERE <where> ORDER BY id DESC LIMIT <limit>)
  UNION ALL
  (SELECT ${COLUMNS}, NULL FROM delivery.deliveries_done WHERE <where> ORDER BY id DESC LIMIT <limit>)
  ORDER BY id DESC LIMIT <limit>`

const both = (where: string, limit: string): string => BOTH.replaceAll('<where>', where).replaceAll('<limit>', limit)

const LIST = both(
  `tenant_id = $1
     AND ($2::uuid IS NULL OR webhook_id = $2) AND ($3::uuid IS NULL OR event_id = $3)
     AND ($4::text IS NULL OR status = $4) AND ($5::uuid IS NULL OR id < $5)`,
  '$6',
)
const GET = both('tenant_id = $1 AND id = $2', '1')
const OF_EVENT = both('tenant_id = $1 AND event_id = $2', '1000')

const ATTEMPTS = `
  SELECT delivery_id, number, started_at, duration_ms, outcome, status_code, error,
         request_headers, response_headers, response_body
    FROM delivery.attempts
   WHERE delivery_id = ANY ($1::uuid[]) AND day = ANY ($2::date[]) ORDER BY delivery_id, number`

interface DeliveryDbRow {
  id: string
  event_id: string
  webhook_id: string
  status: DeliveryStatus
  reason: string | null
  attempt_count: number
  created_at: Date
  next_attempt_at: Date | null
}

type AttemptDbRow = Omit<Attempt, 'started_at' | 'request_headers' | 'response_headers'> & {
  delivery_id: string
  started_at: Date
  request_headers: string
  response_headers: string
}

export interface DeliveryFilter {
  tenantId: string
  limit: number
  webhookId: string | null
  eventId: string | null
  status: DeliveryStatus | null
  after: string | null
}

@Injectable()
export class DeliveriesQueries {
  constructor(private readonly source: DataSource) {}

  async list({ tenantId, limit, webhookId, eventId, status, after }: DeliveryFilter): Promise<DeliverySummary[]> {
    const rows: DeliveryDbRow[] = await this.source.query(LIST, [tenantId, webhookId, eventId, status, after, limit])
    return rows.map(summaryOf)
  }

  async get(tenantId: string, id: string): Promise<DeliverySummary | undefined> {
    const [row]: DeliveryDbRow[] = await this.source.query(GET, [tenantId, id])
    return row && summaryOf(row)
  }

  async ofEvent(tenantId: string, eventId: string): Promise<DeliverySummary[]> {
    const rows: DeliveryDbRow[] = await this.source.query(OF_EVENT, [tenantId, eventId])
    return rows.map(summaryOf)
  }

  /** Attempts by delivery id, in order. */
  async attemptsOf(deliveries: readonly DeliverySummary[]): Promise<Map<string, Attempt[]>> {
    const ids = deliveries.map(({ id }) => id)
    const days = [...new Set(deliveries.map(({ created_at }) => created_at.slice(0, 10)))]
    const rows: AttemptDbRow[] = ids.length === 0 ? [] : await this.source.query(ATTEMPTS, [ids, days])
    const byDelivery = new Map<string, Attempt[]>(ids.map((id) => [id, []]))
    for (const row of rows) byDelivery.get(row.delivery_id)?.push(attemptOf(row))
    return byDelivery
  }
}

function summaryOf(row: DeliveryDbRow): DeliverySummary {
  return {
    id: row.id,
    event_id: row.event_id,
    webhook_id: row.webhook_id,
    status: row.status,
    reason: row.reason,
    attempt_count: row.attempt_count,
    next_attempt_at: row.next_attempt_at?.toISOString() ?? null,
    created_at: row.created_at.toISOString(),
  }
}

function attemptOf({ delivery_id: _, ...row }: AttemptDbRow): Attempt {
  return {
    ...row,
    started_at: row.started_at.toISOString(),
    request_headers: JSON.parse(row.request_headers) as Record<string, string>,
    response_headers: JSON.parse(row.response_headers) as Record<string, string>,
  }
}

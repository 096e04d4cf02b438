import { Injectable } from '@nestjs/common'
import { DataSource } from 'typeorm'
import type { DeliveryRow } from '../recording/rows.js'
import type { SendableEvent } from '../sending/profiles/profile.js'

export interface DueDelivery {
  delivery: DeliveryRow
  /** Absent when the event's partition was dropped meanwhile. */
  event: SendableEvent | undefined
  /** By `performance.now()`: the lease ends then, and from then on it may be someone else's. */
  leaseEnds: number
}

/**
 * Claims what is due under a lease. A row that was in flight and whose lease has ended had an owner who died: its attempt is
 * written as `unknown`, and it does not count in the retry schedule.
 * Of an ordered key only the oldest unfinished one is taken.
 */
const claim = (which: string): string => `
  WITH due AS (
    SELECT id, status FROM delivery.deliveries_open o
     WHERE due_at <= now() AND ${which}
       AND (ordering_key IS NULL OR NOT EXISTS (
         SELECT FROM delivery.deliveries_open former
          WHERE former.webhook_id = o.webhook_id AND former.ordering_key = o.ordering_key
            AND former.sequence < o.sequence))
     ORDER BY due_at LIMIT $1
     FOR UPDATE SKIP LOCKED),
  claimed AS (
    UPDATE delivery.deliveries_open d
       SET status = 'in_flight', fence = d.fence + 1, due_at = now() + $2 * interval '1 millisecond',
           attempt_count = d.attempt_count + (due.status = 'in_flight')::int
      FROM due WHERE d.id = due.id
    RETURNING d.*, due.status AS former_status, d.attempt_count AS lost_number),
  lost AS (
    INSERT INTO delivery.attempts
      (day, delivery_id, number, started_at, duration_ms, outcome, error, request_headers, response_headers)
    SELECT (created_at AT TIME ZONE 'UTC')::date, id, lost_number, now(), 0, 'unknown',
           'the sender stopped before the answer was recorded', '{}', '{}'
      FROM claimed WHERE former_status = 'in_flight'
    ON CONFLICT DO NOTHING)
  SELECT c.id, c.tenant_id, c.event_id, c.event_day::text AS event_day, c.webhook_id, c.reason, c.attempt_count,
         c.failure_count, c.created_at, c.fence, c.ordering_key, c.sequence::float8 AS sequence, e.type, e.occurred_at, e.content_type, e.payload
    FROM claimed c
    LEFT JOIN delivery.events e ON e.tenant_id = c.tenant_id AND e.id = c.event_id AND e.day = c.event_day`

const CLAIM_WITHOUT = claim('webhook_id <> ALL ($3::uuid[])')
const CLAIM_OF = claim('webhook_id = $3')

interface ClaimedRow {
  id: string
  tenant_id: string
  event_id: string
  event_day: string
  webhook_id: string
  reason: string | null
  attempt_count: number
  failure_count: number
  created_at: Date
  fence: number
  ordering_key: string | null
  sequence: number | null
  type: string | null
  occurred_at: Date
  content_type: string
  payload: Buffer
}

@Injectable()
export class DueRepository {
  constructor(private readonly source: DataSource) {}

  /** Claims up to `limit` due deliveries for `leaseMs`, none of the webhooks in `without`; the longest due first. */
  async claim(limit: number, leaseMs: number, without: readonly string[]): Promise<DueDelivery[]> {
    return this.run(CLAIM_WITHOUT, limit, leaseMs, without)
  }

  /** The same for one webhook, whose deliveries are left out otherwise. */
  async claimOf(webhookId: string, limit: number, leaseMs: number): Promise<DueDelivery[]> {
    return this.run(CLAIM_OF, limit, leaseMs, webhookId)
  }

  private async run(sql: string, limit: number, leaseMs: number, which: unknown): Promise<DueDelivery[]> {
    // From before the statement: by our clock the lease ends earlier than by the database's.
    const leaseEnds = performance.now() + leaseMs
    const rows: ClaimedRow[] = await this.source.query(sql, [limit, leaseMs, which])
    return rows.map((row) => toDueDelivery(row, leaseEnds))
  }

  /** Makes what a webhook's deliveries wait for be now: it was disabled or deleted, and they have to end. */
  async bringForward(webhookId: string): Promise<void> {
    await this.source.query(
      `UPDATE delivery.deliveries_open SET due_at = now()
        WHERE webhook_id = $1 AND status = 'pending' AND due_at > now()`,
      [webhookId],
    )
  }

  /** How many are due now: what a metric shows. */
  async countDue(): Promise<number> {
    const [row]: { count: number }[] = await this.source.query(
      'SELECT count(*)::int AS count FROM delivery.deliveries_open WHERE due_at <= now()',
    )
    return row?.count ?? 0
  }
}

function toDueDelivery(row: ClaimedRow, leaseEnds: number): DueDelivery {
  const delivery: DeliveryRow = {
    id: row.id,
    tenantId: row.tenant_id,
    eventId: row.event_id,
    eventDay: row.event_day,
    webhookId: row.webhook_id,
    status: 'in_flight',
    reason: row.reason,
    attemptCount: row.attempt_count,
    failureCount: row.failure_count,
    createdAt: row.created_at,
    dueInMs: 0,
    orderingKey: row.ordering_key,
    sequence: row.sequence,
    fence: row.fence,
  }
  if (row.type === null) return { delivery, event: undefined, leaseEnds }
  const { type, occurred_at: occurredAt, content_type: contentType, payload } = row
  return { delivery, event: { id: row.event_id, type, occurredAt, contentType, payload }, leaseEnds }
}

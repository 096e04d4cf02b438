import { Injectable } from '@nestjs/common'
import { DataSource } from 'typeorm'
import {
  ATTEMPT_COLUMNS,
  DONE_COLUMNS,
  DUE_AT,
  ENDED_COLUMNS,
  EVENT_COLUMNS,
  OPEN_COLUMNS,
  SHARED_COLUMNS,
} from './columns.js'
import { FINISHED, type DeliveryRow, type EventRow, type RecordedEvent, type SettledAttempt } from './rows.js'
import { names, unnest, values } from './unnest.js'

const OPEN_AT = EVENT_COLUMNS.length + 1
const DONE_AT = OPEN_AT + OPEN_COLUMNS.length
const ATTEMPT_AT = DONE_AT + DONE_COLUMNS.length

/** Ids that publishers gave are claimed first; an event whose id is taken is a repeat, and nothing of it is written. */
const CLAIM = `
  claimed AS (
    INSERT INTO delivery.event_ids (tenant_id, event_id, day, source_id)
    SELECT tenant_id, id, day, source_id FROM given
    ON CONFLICT DO NOTHING RETURNING tenant_id, event_id)`

const recordSql = (withGivenIds: boolean): string => `
  WITH given AS (SELECT * FROM ${unnest(EVENT_COLUMNS, 1, 't')}),
  ${withGivenIds ? `${CLAIM},` : ''}
  written AS (
    INSERT INTO delivery.events (${names(EVENT_COLUMNS)})
    SELECT ${names(EVENT_COLUMNS)} FROM given
    ${withGivenIds ? 'WHERE EXISTS (SELECT FROM claimed c WHERE c.tenant_id = given.tenant_id AND c.event_id = given.id)' : ''}
    ON CONFLICT DO NOTHING RETURNING tenant_id, id),
  open AS (
    INSERT INTO delivery.deliveries_open (${names(SHARED_COLUMNS)}, fence, ordering_key, sequence, due_at)
    SELECT ${names(SHARED_COLUMNS, 't')}, fence, ordering_key, sequence, ${DUE_AT} FROM ${unnest(OPEN_COLUMNS, OPEN_AT, 't')}
    JOIN written w ON w.id = t.event_id AND w.tenant_id = t.tenant_id RETURNING id),
  done AS (
    INSERT INTO delivery.deliveries_done (${names(DONE_COLUMNS)})
    SELECT t.* FROM ${unnest(DONE_COLUMNS, DONE_AT, 't')}
    JOIN written w ON w.id = t.event_id AND w.tenant_id = t.tenant_id RETURNING id),
  tried AS (
    INSERT INTO delivery.attempts (${names(ATTEMPT_COLUMNS)})
    SELECT t.* FROM ${unnest(ATTEMPT_COLUMNS, ATTEMPT_AT, 't')}
    WHERE t.delivery_id IN (SELECT id FROM open UNION ALL SELECT id FROM done))
  SELECT tenant_id, id FROM written`

const RECORD_MINTED = recordSql(false)
const RECORD_GIVEN = recordSql(true)

const SETTLE_AT = ENDED_COLUMNS.length + 1

/** Rows whose fence has moved on belong to someone else by now: they change nothing, nor do their attempts. */
const SETTLE = `
  WITH ended AS (SELECT * FROM ${unnest(ENDED_COLUMNS, 1, 't')}),
  kept AS (
    UPDATE delivery.deliveries_open d
       SET status = e.status, reason = e.reason, attempt_count = e.attempt_count,
           failure_count = e.failure_count, due_at = ${DUE_AT}
      FROM ended e
     WHERE d.id = e.id AND d.fence = e.fence AND e.due_in_ms IS NOT NULL
    RETURNING d.id),
  gone AS (
    DELETE FROM delivery.deliveries_open d USING ended e
     WHERE d.id = e.id AND d.fence = e.fence AND e.due_in_ms IS NULL
    RETURNING d.id),
  done AS (
    INSERT INTO delivery.deliveries_done (${names(DONE_COLUMNS)})
    SELECT ${names(DONE_COLUMNS)}
      FROM ended JOIN gone USING (id)),
  tried AS (
    INSERT INTO delivery.attempts (${names(ATTEMPT_COLUMNS)})
    SELECT t.* FROM ${unnest(ATTEMPT_COLUMNS, SETTLE_AT, 't')}
    WHERE t.delivery_id IN (SELECT id FROM kept UNION ALL SELECT id FROM gone)
    ON CONFLICT DO NOTHING)
  SELECT id FROM kept UNION ALL SELECT id FROM gone`

interface Key {
  tenant_id: string
  id: string
}

/** The hot tables' writes: bulk statements over `unnest`, each all or nothing. */
@Injectable()
export class RecordingRepository {
  constructor(private readonly source: DataSource) {}

  /** Writes events with their deliveries and attempts. Returns the events it wrote; the others were there already. */
  async recordEvents(batch: readonly RecordedEvent[]): Promise<Set<EventRow>> {
    const [minted, given] = partition(batch, ({ event }) => event.minted)
    const written = [...(await this.insert(RECORD_MINTED, minted)), ...(await this.insert(RECORD_GIVEN, given))]
    const keys = new Set(written.map(({ tenant_id, id }) => `${tenant_id}/${id}`))
    return new Set(batch.map(({ event }) => event).filter(({ tenantId, id }) => keys.has(`${tenantId}/${id}`)))
  }

  /** Writes how attempts ended. Returns the ids of the deliveries that were still ours. */
  async settle(batch: readonly SettledAttempt[]): Promise<Set<string>> {
    const attempts = batch.flatMap(({ attempt }) => (attempt === undefined ? [] : [attempt]))
    const deliveries = batch.map(({ delivery }) => delivery)
    const parameters = [...values(ENDED_COLUMNS, deliveries), ...values(ATTEMPT_COLUMNS, attempts)]
    const rows: { id: string }[] = await this.source.query(SETTLE, parameters)
    return new Set(rows.map(({ id }) => id))
  }

  private async insert(sql: string, batch: readonly RecordedEvent[]): Promise<Key[]> {
    if (batch.length === 0) return []
    const deliveries = batch.flatMap((recorded) => recorded.deliveries)
    const [done, open] = partition(deliveries, ({ status }: DeliveryRow) => FINISHED.has(status))
    return this.source.query(sql, [
      ...values(
        EVENT_COLUMNS,
        batch.map(({ event }) => event),
      ),
      ...values(OPEN_COLUMNS, open),
      ...values(DONE_COLUMNS, done),
      ...values(
        ATTEMPT_COLUMNS,
        batch.flatMap(({ attempts }) => attempts),
      ),
    ])
  }
}

function partition<T>(items: readonly T[], holds: (item: T) => boolean): [T[], T[]] {
  const yes: T[] = []
  const no: T[] = []
  for (const item of items) (holds(item) ? yes : no).push(item)
  return [yes, no]
}

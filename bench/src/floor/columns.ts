import type { FloorAttempt } from './deliverer.ts'
import type { FloorRow } from './row-writer.ts'

/** Name, Postgres type, and where a row has it. */
type Column<T> = readonly [name: string, type: string, value: (row: T) => unknown]

interface Delivery {
  readonly event: FloorRow
  readonly attempt: FloorAttempt
}

const dayOf = (time: Date): string => time.toISOString().slice(0, 10)
const succeeded = ({ status }: FloorAttempt): boolean => status !== null && status >= 200 && status < 300

export const EVENT_COLUMNS: readonly Column<FloorRow>[] = [
  ['day', 'date', (row) => dayOf(row.receivedAt)],
  ['tenant_id', 'uuid', (row) => row.tenantId],
  ['id', 'uuid', (row) => row.id],
  ['source_id', 'text', () => null],
  ['source', 'text', () => '/floor'],
  ['type', 'text', (row) => row.type],
  ['occurred_at', 'timestamptz', (row) => row.receivedAt],
  ['received_at', 'timestamptz', (row) => row.receivedAt],
  ['content_type', 'text', () => 'application/json'],
  ['ordering_key', 'text', () => null],
  ['tags', 'text', () => ''],
  ['outcome', 'text', () => 'matched'],
  ['payload', 'bytea', (row) => row.payload],
]

export const DELIVERY_COLUMNS: readonly Column<Delivery>[] = [
  ['day', 'date', ({ event }) => dayOf(event.receivedAt)],
  ['id', 'uuid', ({ attempt }) => attempt.deliveryId],
  ['tenant_id', 'uuid', ({ event }) => event.tenantId],
  ['event_id', 'uuid', ({ event }) => event.id],
  ['event_day', 'date', ({ event }) => dayOf(event.receivedAt)],
  ['webhook_id', 'uuid', ({ attempt }) => attempt.webhookId],
  ['status', 'text', ({ attempt }) => (succeeded(attempt) ? 'delivered' : 'failed')],
  ['reason', 'text', () => null],
  ['attempt_count', 'integer', () => 1],
  ['failure_count', 'integer', ({ attempt }) => (succeeded(attempt) ? 0 : 1)],
  ['created_at', 'timestamptz', ({ event }) => event.receivedAt],
]

export const ATTEMPT_COLUMNS: readonly Column<Delivery>[] = [
  ['day', 'date', ({ event }) => dayOf(event.receivedAt)],
  ['delivery_id', 'uuid', ({ attempt }) => attempt.deliveryId],
  ['number', 'integer', () => 1],
  ['started_at', 'timestamptz', ({ attempt }) => attempt.startedAt],
  ['duration_ms', 'real', ({ attempt }) => attempt.durationMs],
  ['outcome', 'text', ({ attempt }) => (succeeded(attempt) ? 'delivered' : 'http_status')],
  ['status_code', 'integer', ({ attempt }) => attempt.status],
  ['error', 'text', ({ attempt }) => attempt.error],
  ['request_headers', 'text', ({ attempt }) => JSON.stringify(attempt.requestHeaders)],
  ['response_headers', 'text', ({ attempt }) => JSON.stringify(attempt.responseHeaders)],
  ['response_body', 'text', ({ attempt }) => attempt.responseBody],
]

/** One array for each column: what `unnest` takes. */
export const valuesOf = <T>(columns: readonly Column<T>[], rows: readonly T[]): unknown[][] =>
  columns.map(([, , value]) => rows.map(value))

const DELIVERY_AT = EVENT_COLUMNS.length + 1
const ATTEMPT_AT = DELIVERY_AT + DELIVERY_COLUMNS.length

/** One statement, so one commit, for the three tables. */
export const INSERT = `
  WITH events AS (${insert('events', EVENT_COLUMNS, 1)}),
  deliveries AS (${insert('deliveries_done', DELIVERY_COLUMNS, DELIVERY_AT)})
  ${insert('attempts', ATTEMPT_COLUMNS, ATTEMPT_AT)}`

function insert<T>(table: string, columns: readonly Column<T>[], first: number): string {
  const names = columns.map(([name]) => name).join(', ')
  const parameters = columns.map(([, type], index) => `$${first + index}::${type}[]`).join(', ')
  return `INSERT INTO floor.${table} (${names}) SELECT * FROM unnest(${parameters})`
}

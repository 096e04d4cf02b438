import { dayOfUuidV7 } from './days.js'
import type { AttemptRow, DeliveryRow, EventRow } from './rows.js'
import type { Column } from './unnest.js'

export const EVENT_COLUMNS: readonly Column<EventRow>[] = [
  ['day', 'date', (row) => row.day],
  ['tenant_id', 'uuid', (row) => row.tenantId],
  ['id', 'uuid', (row) => row.id],
  ['source_id', 'text', (row) => row.sourceId],
  ['source', 'text', (row) => row.source],
  ['type', 'text', (row) => row.type],
  ['occurred_at', 'timestamptz', (row) => row.occurredAt],
  ['received_at', 'timestamptz', (row) => row.receivedAt],
  ['content_type', 'text', (row) => row.contentType],
  ['ordering_key', 'text', (row) => row.orderingKey],
  ['tags', 'text', (row) => row.tags.join(',')],
  ['outcome', 'text', (row) => row.outcome],
  ['payload', 'bytea', (row) => row.payload],
]

export const SHARED_COLUMNS: readonly Column<DeliveryRow>[] = [
  ['id', 'uuid', (row) => row.id],
  ['tenant_id', 'uuid', (row) => row.tenantId],
  ['event_id', 'uuid', (row) => row.eventId],
  ['event_day', 'date', (row) => row.eventDay],
  ['webhook_id', 'uuid', (row) => row.webhookId],
  ['status', 'text', (row) => row.status],
  ['reason', 'text', (row) => row.reason],
  ['attempt_count', 'integer', (row) => row.attemptCount],
  ['failure_count', 'integer', (row) => row.failureCount],
  ['created_at', 'timestamptz', (row) => row.createdAt],
]

const DAY: Column<DeliveryRow> = ['day', 'date', (row) => dayOfUuidV7(row.id)]

/** Times are the database's: schedules and leases must not depend on whose clock is right. */
export const OPEN_COLUMNS: readonly Column<DeliveryRow>[] = [
  ...SHARED_COLUMNS,
  ['fence', 'integer', (row) => row.fence],
  ['ordering_key', 'text', (row) => row.orderingKey],
  ['sequence', 'bigint', (row) => row.sequence],
  ['due_in_ms', 'double precision', (row) => row.dueInMs],
]

export const DUE_AT = "now() + due_in_ms * interval '1 millisecond'"

export const DONE_COLUMNS: readonly Column<DeliveryRow>[] = [DAY, ...SHARED_COLUMNS]

/** Of a delivery whose attempt ended: enough to keep it open, or to move it to the finished ones. */
export const ENDED_COLUMNS: readonly Column<DeliveryRow>[] = [DAY, ...OPEN_COLUMNS]

export const ATTEMPT_COLUMNS: readonly Column<AttemptRow>[] = [
  ['day', 'date', (row) => dayOfUuidV7(row.deliveryId)],
  ['delivery_id', 'uuid', (row) => row.deliveryId],
  ['number', 'integer', (row) => row.number],
  ['started_at', 'timestamptz', (row) => row.startedAt],
  ['duration_ms', 'real', (row) => row.durationMs],
  ['outcome', 'text', (row) => row.outcome],
  ['status_code', 'integer', (row) => row.statusCode],
  ['error', 'text', (row) => row.error],
  ['request_headers', 'text', (row) => JSON.stringify(row.requestHeaders)],
  ['response_headers', 'text', (row) => JSON.stringify(row.responseHeaders)],
  ['response_body', 'text', (row) => row.responseBody],
]

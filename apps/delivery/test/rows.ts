import { v4, v7 } from 'uuid'
import { dayOf } from '../src/recording/days.js'
import type { AttemptRow, DeliveryRow, EventRow, RecordedEvent } from '../src/recording/rows.js'

export const TENANT = v4()

export function eventRow(changes: Partial<EventRow> = {}): EventRow {
  const now = new Date()
  return {
    day: dayOf(now),
    tenantId: TENANT,
    id: v7(),
    minted: true,
    sourceId: null,
    source: '/test',
    type: 'order.created',
    occurredAt: now,
    receivedAt: now,
    contentType: 'application/json',
    orderingKey: null,
    tags: ['eu', 'vip'],
    outcome: 'matched',
    payload: Buffer.from('{"n":1}'),
    ...changes,
  }
}

export function deliveryRow(event: EventRow, changes: Partial<DeliveryRow> = {}): DeliveryRow {
  const createdAt = new Date()
  return {
    id: v7({ msecs: createdAt.getTime() }),
    tenantId: event.tenantId,
    eventId: event.id,
    eventDay: event.day,
    webhookId: v4(),
    status: 'pending',
    reason: null,
    attemptCount: 1,
    failureCount: 1,
    createdAt,
    dueInMs: 0,
    orderingKey: null,
    sequence: null,
    fence: 0,
    ...changes,
  }
}

export function attemptRow(delivery: DeliveryRow, changes: Partial<AttemptRow> = {}): AttemptRow {
  return {
    deliveryId: delivery.id,
    number: delivery.attemptCount,
    startedAt: new Date(),
    durationMs: 12.5,
    outcome: 'http_status',
    statusCode: 500,
    error: null,
    requestHeaders: { 'webhook-id': delivery.eventId },
    responseHeaders: { server: 'x' },
    responseBody: 'näh',
    ...changes,
  }
}

export function recorded(event: EventRow, ...deliveries: DeliveryRow[]): RecordedEvent {
  return { event, deliveries, attempts: deliveries.map((delivery) => attemptRow(delivery)) }
}

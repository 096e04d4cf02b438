import type { AttemptOutcome, DeliveryStatus, EventOutcome } from '@hookline/dto'

/** An event as it is stored. `day` (YYYY-MM-DD, UTC) names its partition. */
export interface EventRow {
  day: string
  tenantId: string
  id: string
  /** Ids that the publisher gave are claimed in `event_ids`; minted ones name their day themselves. */
  minted: boolean
  sourceId: string | null
  source: string
  type: string
  occurredAt: Date
  receivedAt: Date
  contentType: string
  orderingKey: string | null
  tags: string[]
  outcome: EventOutcome
  payload: Buffer
}

export interface AttemptRow {
  deliveryId: string
  number: number
  startedAt: Date
  durationMs: number
  outcome: AttemptOutcome
  statusCode: number | null
  error: string | null
  requestHeaders: Record<string, string>
  responseHeaders: Record<string, string>
  responseBody: string | null
}

/** What every delivery has, finished or not. */
export interface DeliveryRow {
  id: string
  tenantId: string
  eventId: string
  eventDay: string
  webhookId: string
  status: DeliveryStatus
  reason: string | null
  attemptCount: number
  /** Attempts that ended in a failure of the receiver: the place in the retry schedule. */
  failureCount: number
  /** The time in the id: it names the partition of the finished delivery and of its attempts. */
  createdAt: Date
  /** Milliseconds from the write, by the database's clock: pending until due, in_flight until its lease ends; null = finished. */
  dueInMs: number | null
  /** Of an ordered webhook: its deliveries of one key are sent in the order of `sequence` (the event's Kafka offset). */
  orderingKey: string | null
  sequence: number | null
  /** Grows with every claim: a late owner's write names an old one and changes nothing. */
  fence: number
}

/** An event with all that became of it at first sight: written in one statement, or not at all. */
export interface RecordedEvent {
  event: EventRow
  deliveries: DeliveryRow[]
  attempts: AttemptRow[]
}

/** The end of one attempt of a delivery that has a row already. */
export interface SettledAttempt {
  delivery: DeliveryRow
  /** Absent when nothing was sent: postponed, cancelled, skipped. */
  attempt: AttemptRow | undefined
}

export const FINISHED: ReadonlySet<DeliveryStatus> = new Set(['delivered', 'failed', 'skipped', 'cancelled'])

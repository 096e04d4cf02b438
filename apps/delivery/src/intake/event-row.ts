import type { EventRecord } from '@hookline/event-schemas'
import { dayOf, isUuidV7, timeOfUuidV7 } from '../recording/days.js'
import type { EventRow } from '../recording/rows.js'

const WEEK_MS = 7 * 86_400_000
const SKEW_MS = 60_000

/** The broker's time of a record, unless it cannot be true (outside producers may write any). */
export function receivedAtOf(timestamp: string, now: Date): Date {
  const time = Number(timestamp)
  const plausible = time > now.getTime() - WEEK_MS && time <= now.getTime() + SKEW_MS
  return plausible ? new Date(time) : now
}

/** The row of an event: a minted id names its day itself, any other is stored under the day it came. */
export function eventRowOf(event: EventRecord, receivedAt: Date): EventRow {
  const minted = event.minted && isUuidV7(event.id)
  const { id, tenantId, sourceId, source, type, occurredAt, contentType, orderingKey, tags, payload } = event
  const day = dayOf(minted ? timeOfUuidV7(id) : receivedAt)

  const content = { sourceId, source, type, occurredAt, receivedAt, contentType, orderingKey, tags, payload }
  return { day, tenantId, id, minted, outcome: 'no_match', ...content }
}

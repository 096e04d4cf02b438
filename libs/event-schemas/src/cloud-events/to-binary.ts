import { EVENT_HEADERS, formatPosition, type SnapshotPosition } from './event-record.js'

/** An event to be written to `hookline.events`; what is `undefined` leaves its header out. */
export interface OutgoingEvent {
  id: string
  sourceId: string | undefined
  minted: boolean
  tenantId: string
  source: string
  type: string
  /** RFC 3339. */
  occurredAt: string
  contentType: string
  payload: Buffer
  orderingKey: string | undefined
  tags: readonly string[]
  configPosition: SnapshotPosition
  traceparent: string
  /** Further attributes: `ce_<name>` headers that our own readers ignore. */
  extensions: Readonly<Record<string, string>>
}

/** Kafka protocol binding §3.2, the counterpart of `parseEventRecord`: the value is the payload, byte for byte. */
export function toBinaryRecord(event: OutgoingEvent): {
  key: string
  value: Buffer
  headers: Record<string, string>
} {
  const { id, tenantId, orderingKey, tags, sourceId } = event
  const headers: Record<string, string> = {
    ce_specversion: '1.0',
    ce_id: id,
    ce_source: event.source,
    ce_type: event.type,
    ce_time: event.occurredAt,
    ce_tenantkey: tenantId,
    'content-type': event.contentType,
    [EVENT_HEADERS.config]: formatPosition(event.configPosition),
    [EVENT_HEADERS.traceparent]: event.traceparent,
  }
  if (orderingKey !== undefined) headers['ce_partitionkey'] = orderingKey
  if (tags.length > 0) headers['ce_tags'] = tags.join(',')
  if (sourceId !== undefined) headers[EVENT_HEADERS.sourceId] = sourceId
  if (event.minted) headers[EVENT_HEADERS.minted] = '1'
  for (const name of Object.keys(event.extensions)) headers[`ce_${name}`] ??= event.extensions[name]!
  return { key: orderingKey === undefined ? id : `${tenantId}:${orderingKey}`, value: event.payload, headers }
}

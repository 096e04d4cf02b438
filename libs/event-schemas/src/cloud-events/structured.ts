import type { Attributes } from './attributes.js'
import { toEventRecord } from './attributes.js'
import type { ParsedEvent } from './event-record.js'
import { memberSlices } from '../raw-json/member-slices.js'
import { parseJsonBytes } from '../raw-json/parse-json.js'
import type { RecordLike } from '../record.js'

export const STRUCTURED_CONTENT_TYPE = 'application/cloudevents+json'

const JSON_TYPE = /^application\/(?:[a-z0-9.+-]*\+)?json\b/i

/**
 * Kafka protocol binding §3.3: the value is one JSON envelope. The payload is the exact slice of `data`
 * (its text where the data is no JSON), or the bytes of `data_base64`.
 */
export function parseStructured(record: RecordLike, value: Buffer, receivedAt: Date): ParsedEvent {
  const envelope = readEnvelope(value)
  if ('reason' in envelope) return { ok: false, reason: envelope.reason }
  const { attributes, members, slices } = envelope
  if (members['data_base64'] !== undefined) {
    if (typeof members['data_base64'] !== 'string') return { ok: false, reason: '"data_base64" must be a string' }
    return toEventRecord(attributes, Buffer.from(members['data_base64'], 'base64'), record, receivedAt)
  }
  const slice = slices.get('data')
  if (slice === undefined) return { ok: false, reason: '"data" is missing' }
  const asText =
    typeof members['data'] === 'string' && !JSON_TYPE.test(attributes.datacontenttype ?? 'application/json')
  const payload = asText ? Buffer.from(String(members['data'])) : value.subarray(slice.start, slice.end)
  return toEventRecord(attributes, payload, record, receivedAt)
}

type Envelope =
  | { reason: string }
  | { attributes: Attributes; members: Record<string, unknown>; slices: Map<string, { start: number; end: number }> }

function readEnvelope(value: Buffer): Envelope {
  const parsed = parseJsonBytes(value)
  if (!parsed.ok) return { reason: `the envelope cannot be read: ${parsed.message}` }
  if (typeof parsed.value !== 'object' || parsed.value === null || Array.isArray(parsed.value)) {
    return { reason: 'the envelope must be a JSON object' }
  }
  const members = parsed.value as Record<string, unknown>
  const text = (name: string): string | undefined => (typeof members[name] === 'string' ? members[name] : undefined)
  const attributes: Attributes = {
    specversion: text('specversion'),
    id: text('id'),
    source: text('source'),
    type: text('type'),
    time: text('time'),
    datacontenttype: text('datacontenttype'),
    tenantkey: text('tenantkey'),
    partitionkey: text('partitionkey'),
    tags: text('tags'),
  }
  try {
    return { attributes, members, slices: memberSlices(value) }
  } catch (error) {
    return { reason: `the envelope cannot be read: ${(error as Error).message}` }
  }
}

import type { RecordLike } from '../record.js'
import { headerText } from '../record.js'
import { parseBinary } from './binary.js'
import type { ParsedEvent } from './event-record.js'
import { parseStructured, STRUCTURED_CONTENT_TYPE } from './structured.js'

/**
 * Reads a record of `hookline.events`: CloudEvents 1.0, binary or structured mode.
 * Never throws: what cannot be read comes back with a reason for the dead-letter topic.
 */
export function parseEventRecord(record: RecordLike, receivedAt: Date): ParsedEvent {
  if (record.value === null) return { ok: false, reason: 'the record has no value' }
  const contentType = headerText(record, 'content-type') ?? ''
  const structured = contentType.toLowerCase().startsWith(STRUCTURED_CONTENT_TYPE)
  return structured ? parseStructured(record, record.value, receivedAt) : parseBinary(record, record.value, receivedAt)
}

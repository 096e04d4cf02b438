import type { Attributes } from './attributes.js'
import { toEventRecord } from './attributes.js'
import type { ParsedEvent } from './event-record.js'
import type { RecordLike } from '../record.js'
import { headerText } from '../record.js'

/** Kafka protocol binding §3.2: attributes are headers `ce_<name>`, the value is the data as it is. */
export function parseBinary(record: RecordLike, value: Buffer, receivedAt: Date): ParsedEvent {
  const ce = (name: string): string | undefined => headerText(record, `ce_${name}`)
  const attributes: Attributes = {
    specversion: ce('specversion'),
    id: ce('id'),
    source: ce('source'),
    type: ce('type'),
    time: ce('time'),
    datacontenttype: headerText(record, 'content-type'),
    tenantkey: ce('tenantkey'),
    partitionkey: ce('partitionkey'),
    tags: ce('tags'),
  }
  return toEventRecord(attributes, value, record, receivedAt)
}

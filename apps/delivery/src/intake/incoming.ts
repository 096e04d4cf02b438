import type { EventRecord } from '@hookline/event-schemas'
import type { StreamRecord } from '@hookline/service-kit'
import type { EventRow } from '../recording/rows.js'

/** An event on its way from the partition to its outcome. */
export interface Incoming {
  record: StreamRecord
  event: EventRecord
  row: EventRow
}

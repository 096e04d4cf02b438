import { parseSnapshotKey, SNAPSHOT_VERSION, snapshotKey } from '@hookline/event-schemas'

/** A record as the topic takes it; `null` = deleted. */
export interface TopicRecord {
  key: string
  value: string | null
}

interface Change {
  key: string
  seq: number
  record: object | null
}

export function changeRecord({ key, seq, record }: Change, generation: number): TopicRecord {
  if (record === null) return { key, value: null }
  const { kind } = parseSnapshotKey(key)
  return { key, value: JSON.stringify({ v: SNAPSHOT_VERSION, generation, seq, kind, value: record }) }
}

export const tombstone = (key: string): TopicRecord => ({ key, value: null })

export const markerRecord = (generation: number): TopicRecord =>
  changeRecord({ key: snapshotKey('marker', 'config'), seq: 0, record: { generation } }, generation)

export const heartbeatRecord = (generation: number, now: Date): TopicRecord => {
  const record = { generation, at: now.toISOString() }
  return changeRecord({ key: snapshotKey('heartbeat', 'config'), seq: 0, record }, generation)
}

/** The topic takes 2 MiB at once (libs/event-schemas/topics.ts); half of it leaves room for what we don't count. */
const MAX_BATCH_BYTES = 1024 * 1024
const MAX_BATCH_RECORDS = 500
const RECORD_OVERHEAD = 64

/** How many of the records, from the first on, fit one append: at least one. */
export function fitting(records: readonly TopicRecord[]): number {
  let bytes = 0
  for (const [index, { key, value }] of records.entries()) {
    bytes += key.length + Buffer.byteLength(value ?? '') + RECORD_OVERHEAD
    if (index === MAX_BATCH_RECORDS || (index > 0 && bytes > MAX_BATCH_BYTES)) return index
  }
  return records.length
}

/** One event as every service sees it. `payload` is the publisher's bytes, untouched. */
export interface EventRecord {
  id: string
  /** The id that the publisher gave when it is no UUID and `id` was derived from it. */
  sourceId: string | null
  /** True when the gateway made the id (UUID v7), so that no repeat of it can exist but a re-read of this record. */
  minted: boolean
  tenantId: string
  source: string
  type: string
  occurredAt: Date
  contentType: string
  payload: Buffer
  orderingKey: string | null
  tags: string[]
  /** Snapshot position that the publisher's gateway had applied, `undefined` from outside producers. */
  configPosition: SnapshotPosition | undefined
  traceparent: string | undefined
}

/** Where in the life of the snapshot topic: its generation (it grows when config writes it anew) and the offset. */
export interface SnapshotPosition {
  generation: number
  offset: number
}

export type ParsedEvent = { ok: true; event: EventRecord } | { ok: false; reason: string }

/** Headers of ours beside the CloudEvents ones. */
export const EVENT_HEADERS = {
  config: 'hooklineconfig',
  minted: 'hooklineminted',
  sourceId: 'hooklinesourceid',
  traceparent: 'traceparent',
} as const

export const formatPosition = (position: SnapshotPosition): string => `${position.generation}:${position.offset}`

export function parsePosition(text: string | undefined): SnapshotPosition | undefined {
  const match = /^(\d{1,15}):(\d{1,15})$/.exec(text ?? '')
  return match ? { generation: Number(match[1]), offset: Number(match[2]) } : undefined
}

/** Below zero when `a` comes before `b`. */
export const comparePositions = (a: SnapshotPosition, b: SnapshotPosition): number =>
  a.generation - b.generation || a.offset - b.offset

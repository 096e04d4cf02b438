/** Logical topics; the name on the broker is `<prefix>` + this. Source: docs/architecture.md §3. */
export const TOPICS = {
  events: 'hookline.events',
  snapshot: 'hookline.config.snapshot',
  rpcConfig: 'hookline.rpc.config',
  rpcDelivery: 'hookline.rpc.delivery',
  rpcReplies: 'hookline.rpc.replies',
  deadLetter: 'hookline.dead-letter',
} as const

export type TopicName = (typeof TOPICS)[keyof typeof TOPICS]

export interface TopicSpec {
  name: TopicName
  /** `undefined` = the deployment's default. */
  partitions: number | undefined
  config: Record<string, string>
}

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

/** One event (256 KiB) and its headers fit many times; the dead-letter topic takes whatever the others took, and more. */
export const MAX_MESSAGE_BYTES = 2 * 1024 * 1024

const deleteAfter = (ms: number, maxMessageBytes = MAX_MESSAGE_BYTES): Record<string, string> => ({
  'cleanup.policy': 'delete',
  'retention.ms': String(ms),
  'max.message.bytes': String(maxMessageBytes),
})

export const TOPIC_SPECS: readonly TopicSpec[] = [
  { name: TOPICS.events, partitions: undefined, config: deleteAfter(7 * DAY_MS) },
  {
    name: TOPICS.snapshot,
    partitions: 1,
    config: {
      'cleanup.policy': 'compact',
      'max.compaction.lag.ms': String(HOUR_MS),
      'delete.retention.ms': String(DAY_MS),
      'max.message.bytes': String(MAX_MESSAGE_BYTES),
    },
  },
  { name: TOPICS.rpcConfig, partitions: undefined, config: deleteAfter(HOUR_MS) },
  { name: TOPICS.rpcDelivery, partitions: undefined, config: deleteAfter(HOUR_MS) },
  { name: TOPICS.rpcReplies, partitions: undefined, config: deleteAfter(HOUR_MS) },
  { name: TOPICS.deadLetter, partitions: undefined, config: deleteAfter(30 * DAY_MS, 2 * MAX_MESSAGE_BYTES) },
]

import { TOPIC_SPECS, type TopicSpec } from '@hookline/event-schemas'
import { setTimeout as delay } from 'node:timers/promises'
import type { Admin, Kafka } from 'kafkajs'
import type { TopicNames } from './topic-names.js'

interface Defaults {
  partitions: number
  replication: number
}

/** Creates the topics that are missing; those that are there stay as they are. Returns the names it created. */
export async function createTopics(kafka: Kafka, names: TopicNames, defaults: Defaults): Promise<string[]> {
  const admin = kafka.admin()
  await admin.connect()
  try {
    const existing = new Set(await admin.listTopics())
    const missing = TOPIC_SPECS.filter((spec) => !existing.has(names.of(spec.name)))
    if (missing.length > 0) await create(admin, missing, names, defaults)
    return missing.map((spec) => names.of(spec.name))
  } finally {
    await admin.disconnect()
  }
}

async function create(admin: Admin, specs: TopicSpec[], names: TopicNames, defaults: Defaults): Promise<void> {
  const topics = specs.map((spec) => ({
    topic: names.of(spec.name),
    numPartitions: spec.partitions ?? defaults.partitions,
    replicationFactor: defaults.replication,
    configEntries: Object.entries(spec.config).map(([name, value]) => ({ name, value })),
  }))
  await admin.createTopics({ topics, waitForLeaders: false })
  await leaders(
    admin,
    topics.map(({ topic }) => topic),
  )
}

const LEADERS_WITHIN_MS = 30_000
const LOOK_AGAIN_MS = 100

/** A topic that was just created is unknown for a moment; kafkajs' own `waitForLeaders` gives up on that. */
async function leaders(admin: Admin, topics: string[]): Promise<void> {
  for (const deadline = Date.now() + LEADERS_WITHIN_MS; ; await delay(LOOK_AGAIN_MS)) {
    try {
      const metadata = await admin.fetchTopicMetadata({ topics })
      if (metadata.topics.every(({ partitions }) => partitions.every(({ leader }) => leader >= 0))) return
    } catch (error) {
      if (Date.now() > deadline) throw error
    }
  }
}

export interface PartitionRange {
  partition: number
  low: number
  high: number
}

/** First and next offset of each partition, now. */
export async function partitionRanges(kafka: Kafka, topic: string): Promise<PartitionRange[]> {
  const admin = kafka.admin()
  await admin.connect()
  try {
    const offsets = await admin.fetchTopicOffsets(topic)
    return offsets.map(({ partition, low, high }) => ({ partition, low: Number(low), high: Number(high) }))
  } finally {
    await admin.disconnect()
  }
}

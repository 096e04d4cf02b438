import { randomUUID } from 'node:crypto'
import {
  TOPICS,
  type EntityKind,
  type TenantRecord,
  type WebhookRecord,
  type ApiKeyRecord,
} from '@hookline/event-schemas'
import { SnapshotReader, TailReader, TopicNames, type SnapshotView } from '@hookline/service-kit'
import { waitFor } from '@hookline/testing'
import type { KafkaMessage } from 'kafkajs'
import { neverFatal, silent, specKafka } from './caller.js'

class MapView<T> implements SnapshotView {
  readonly entries = new Map<string, T>()

  constructor(readonly kind: EntityKind) {}

  put(id: string, value: unknown): void {
    this.entries.set(id, value as T)
  }

  remove(id: string): void {
    this.entries.delete(id)
  }
}

/** What a gateway holds in memory. */
export interface Snapshot {
  readonly reader: SnapshotReader
  readonly tenants: Map<string, TenantRecord>
  readonly apiKeys: Map<string, ApiKeyRecord>
  readonly webhooks: Map<string, WebhookRecord>
  stop(): Promise<void>
}

/** A snapshot consumer as the other services run one; resolves once it is ready. */
export async function startSnapshot(brokers: string, prefix: string): Promise<Snapshot> {
  const tenants = new MapView<TenantRecord>('tenant')
  const apiKeys = new MapView<ApiKeyRecord>('api_key')
  const webhooks = new MapView<WebhookRecord>('webhook')
  const reader = new SnapshotReader([tenants, apiKeys, webhooks], readerOptions(brokers, prefix))
  await reader.start()
  await waitFor(() => reader.readiness() === true, {
    what: () => `a ready snapshot: ${reader.readiness()}`,
    deadlineMs: 20_000,
  })
  const views = { tenants: tenants.entries, apiKeys: apiKeys.entries, webhooks: webhooks.entries }
  return { reader, ...views, stop: () => reader.stop() }
}

export interface TopicEntry {
  offset: number
  key: string
  /** The record's envelope; `null` = tombstone. */
  record: { generation: number; seq: number; kind: string; value: Record<string, unknown> } | null
}

/** Everything that stands in the topic at this moment, without heartbeats. */
export async function readTopic(brokers: string, prefix: string): Promise<TopicEntry[]> {
  const messages: { message: KafkaMessage; offset: number }[] = []
  const onMessage = (message: KafkaMessage, offset: number): void => void messages.push({ message, offset })
  const tail = new TailReader({ ...readerOptions(brokers, prefix), from: 'beginning', onMessage })
  await tail.start()
  const end = tail.endsAtStart.get(0) ?? 0
  await waitFor(() => (messages.at(-1)?.offset ?? -1) >= end - 1, { what: `offset ${end - 1} of the snapshot topic` })
  await tail.stop()
  return messages.map(entryOf).filter(({ key }) => !key.startsWith('heartbeat:'))
}

const entryOf = ({ message, offset }: { message: KafkaMessage; offset: number }): TopicEntry => ({
  offset,
  key: message.key?.toString() ?? '',
  record: message.value === null ? null : (JSON.parse(message.value.toString()) as TopicEntry['record']),
})

function readerOptions(brokers: string, prefix: string) {
  const names = new TopicNames(prefix)
  return {
    kafka: specKafka(brokers),
    logger: silent,
    topic: names.of(TOPICS.snapshot),
    groupId: names.group(`specs.snapshot.${randomUUID()}`),
    onFatal: neverFatal,
    watchdogSeconds: 0,
  }
}

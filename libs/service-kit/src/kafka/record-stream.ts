import { setTimeout as delay } from 'node:timers/promises'
import type { Consumer, ConsumerConfig, EachBatchPayload, Kafka } from 'kafkajs'
import { patiently } from '../bootstrap/patience.js'
import type { Logger } from '../logging/logger.js'
import { superviseConsumer, type ConsumerHealth } from './consumer-health.js'
import { PartitionLedger } from './partition-ledger.js'
import type { StreamRecord } from './stream-record.js'

/** Takes the records over; resolves when there is room for more, which need not be when they are done. */
export type OnBatch = (records: StreamRecord[]) => Promise<void>

export interface RecordStreamOptions {
  kafka: Kafka
  logger: Logger
  groupId: string
  topic: string
  onBatch: OnBatch
  /** Ends the process: a consumer that died for good must not look alive. */
  onFatal: (reason: string) => void
  watchdogSeconds: number
  consumer?: Partial<ConsumerConfig>
}

const COMMIT_EVERY_MS = 1_000
/** A member that dies is missed after this: until then its partitions, and a restarted member, wait. */
const SESSION_MS = 6_000
const HEARTBEAT_EVERY_MS = 1_500
const PARTITIONS_AT_ONCE = 8

/**
 * Reads a topic in a group, in batches, with commits of its own: kafkajs' autoCommit sends one OffsetCommit per batch and
 * fetches nothing meanwhile (docs/performance.md). Only what is `done()` below the low watermark is committed.
 */
export class RecordStream {
  readonly health: ConsumerHealth
  private readonly consumer: Consumer
  private readonly ledger = new PartitionLedger()
  private timer: NodeJS.Timeout | undefined
  private stopping = false

  constructor(private readonly options: RecordStreamOptions) {
    this.consumer = options.kafka.consumer({
      groupId: options.groupId,
      allowAutoTopicCreation: false,
      sessionTimeout: SESSION_MS,
      heartbeatInterval: HEARTBEAT_EVERY_MS,
      rebalanceTimeout: 2 * SESSION_MS,
      maxWaitTimeInMs: 500,
      ...options.consumer,
      retry: { initialRetryTime: 100, maxRetryTime: 1_000, retries: 8, restartOnFailure: async () => !this.stopping },
    })
    this.health = superviseConsumer(this.consumer, {
      ...options,
      name: options.groupId,
      revive: () => this.join(),
    })
    this.consumer.on('consumer.group_join', () => this.ledger.rejoined())
    this.consumer.on('consumer.rebalancing', () => void this.commit())
  }

  /** Waits for the broker and the topic as long as it takes. */
  async start(): Promise<void> {
    await this.join()
    this.timer = setInterval(() => void this.commit(), COMMIT_EVERY_MS)
  }

  private async join(): Promise<void> {
    const { logger, groupId, topic } = this.options
    await patiently(logger, groupId, async () => {
      await this.consumer.connect()
      await this.consumer.subscribe({ topic, fromBeginning: true })
    })
    await this.consumer.run({
      autoCommit: false,
      partitionsConsumedConcurrently: PARTITIONS_AT_ONCE,
      eachBatch: (payload) => this.onBatch(payload),
    })
  }

  /** Stops fetching. Records that were handed out may still end; {@link finish} commits them. */
  async stopFetching(): Promise<void> {
    this.stopping = true
    this.health.stop()
    clearInterval(this.timer)
    await this.commit()
    try {
      for (const { topic } of this.ledger.partitions()) this.consumer.pause([{ topic }])
    } catch (error) {
      // A consumer that has crashed has no group: it fetches nothing anyway.
      if (!isOfKafka(error)) throw error
    }
  }

  /** Commits what is done and leaves the group. */
  async finish(): Promise<void> {
    this.stopping = true
    clearInterval(this.timer)
    await this.commit()
    this.health.stop()
    await this.consumer.disconnect()
  }

  private async onBatch(payload: EachBatchPayload): Promise<void> {
    if (!payload.isRunning() || payload.isStale()) return
    const { batch } = payload
    const { topic, partition } = batch
    const records = this.ledger.take(topic, partition, batch.messages, Number(batch.highWatermark))
    if (records.length === 0) return
    try {
      await keepAlive(this.options.onBatch(records), () => payload.heartbeat())
    } catch (error) {
      if (isOfKafka(error)) throw error
      // Records that were taken are not fetched again in this process: only a fresh one can repeat them.
      this.options.logger.error('kafka.handler_failed', error, { group: this.options.groupId })
      this.options.onFatal(`the handler of ${this.options.groupId} failed`)
    }
  }

  private async commit(): Promise<void> {
    const offsets = this.ledger.committable()
    if (offsets.length === 0) return
    try {
      await this.consumer.commitOffsets(offsets.map(({ offset, ...where }) => ({ ...where, offset: String(offset) })))
      this.ledger.committed(offsets)
    } catch (error) {
      this.options.logger.debug('kafka.commit_failed', {
        group: this.options.groupId,
        message: (error as Error).message,
      })
    }
  }
}

/** Heartbeats fail so while the group forms anew; kafkajs joins it again. */
const isOfKafka = (error: unknown): boolean => error instanceof Error && error.name.startsWith('KafkaJS')

/** A handler that waits for room must not lose its membership meanwhile. */
async function keepAlive(work: Promise<void>, heartbeat: () => Promise<void>): Promise<void> {
  const over = new AbortController()
  const finished = work.finally(() => over.abort())
  const beat = async (): Promise<void> => {
    while (!over.signal.aborted) {
      await delay(HEARTBEAT_EVERY_MS, undefined, { signal: over.signal }).catch(() => undefined)
      if (!over.signal.aborted) await heartbeat()
    }
  }
  await Promise.all([finished, beat()])
}

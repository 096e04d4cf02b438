import { randomUUID } from 'node:crypto'
import type { Consumer, Kafka, KafkaMessage } from 'kafkajs'
import { patiently } from '../bootstrap/patience.js'
import type { Logger } from '../logging/logger.js'
import { superviseConsumer, type ConsumerHealth } from './consumer-health.js'
import { partitionRanges } from './topics-admin.js'

export interface TailReaderOptions {
  kafka: Kafka
  logger: Logger
  topic: string
  /** Names the group of this one process: every instance reads everything. */
  groupId: string
  from: 'beginning' | 'end'
  onMessage: (message: KafkaMessage, offset: number) => void
  onFatal: (reason: string) => void
  watchdogSeconds: number
}

/**
 * Reads every partition of a topic in a group of its own and commits nothing. It keeps its own place, and goes back to it
 * after every join, so that a rejoin skips nothing and repeats nothing.
 */
export class TailReader {
  /** Where the topic ended when reading began (partition → next offset). */
  readonly endsAtStart = new Map<number, number>()
  readonly health: ConsumerHealth
  private readonly consumer: Consumer
  private readonly positions = new Map<number, number>()
  private readonly stopping = new AbortController()

  constructor(private readonly options: TailReaderOptions) {
    this.consumer = options.kafka.consumer({
      groupId: `${options.groupId}-${randomUUID()}`,
      allowAutoTopicCreation: false,
      sessionTimeout: 30_000,
      maxWaitTimeInMs: 500,
      retry: {
        initialRetryTime: 100,
        maxRetryTime: 1_000,
        retries: 8,
        restartOnFailure: async () => !this.stopping.signal.aborted,
      },
    })
    this.health = superviseConsumer(this.consumer, {
      ...options,
      name: options.groupId,
      revive: () => this.run(),
    })
    this.consumer.on('consumer.group_join', () => this.seekToPositions())
  }

  /** Waits for the broker and the topic as long as it takes, or until it is stopped. */
  async start(): Promise<void> {
    const { logger, groupId } = this.options
    try {
      await patiently(logger, groupId, () => this.join(), this.stopping.signal)
    } catch (error) {
      if (!this.stopping.signal.aborted) throw error
    }
  }

  async stop(): Promise<void> {
    this.stopping.abort()
    this.health.stop()
    await this.consumer.disconnect()
  }

  private async join(): Promise<void> {
    const { kafka, topic, from } = this.options
    for (const { partition, low, high } of await partitionRanges(kafka, topic)) {
      this.endsAtStart.set(partition, high)
      this.positions.set(partition, from === 'beginning' ? low : high)
    }
    await this.run()
  }

  private async run(): Promise<void> {
    const { topic, from } = this.options
    await this.consumer.connect()
    await this.consumer.subscribe({ topic, fromBeginning: from === 'beginning' })
    // Stopped meanwhile: run() would keep a consumer going that nobody stops again.
    this.stopping.signal.throwIfAborted()
    await this.consumer.run({
      autoCommit: false,
      eachBatch: async ({ batch }) => {
        for (const message of batch.messages) this.take(batch.partition, message)
      },
    })
  }

  private take(partition: number, message: KafkaMessage): void {
    const offset = Number(message.offset)
    this.positions.set(partition, offset + 1)
    this.options.onMessage(message, offset)
  }

  private seekToPositions(): void {
    for (const [partition, offset] of this.positions) {
      this.consumer.seek({ topic: this.options.topic, partition, offset: String(offset) })
    }
  }
}

import { Injectable } from '@nestjs/common'
import { TOPICS } from '@hookline/event-schemas'
import { Logger, partitionRanges, TopicNames } from '@hookline/service-kit'
import { Kafka, type Producer } from 'kafkajs'
import type { TopicRecord } from './snapshot-record.js'

/** The topic answered with an offset that it had given before: it was lost and made anew, or its end was. */
export class TopicLostError extends Error {
  override readonly name = 'TopicLostError'

  constructor(readonly generation: number) {
    super('the snapshot topic has lost records: everything must be published again')
  }
}

interface Position {
  generation: number
  offset: number
}

/** The only writer of the snapshot topic. Has one partition, so that offsets are the order of changes. */
@Injectable()
export class SnapshotTopic {
  private readonly producer: Producer
  private readonly topic: string
  private known: Position = { generation: 0, offset: -1 }
  private failure: string | undefined = 'is not connected yet'

  constructor(
    private readonly kafka: Kafka,
    private readonly logger: Logger,
    names: TopicNames,
  ) {
    this.topic = names.of(TOPICS.snapshot)
    // Few retries: the relay and the heartbeat come again themselves, and hold a lock and a caller meanwhile.
    this.producer = kafka.producer({ allowAutoTopicCreation: false, retry: { initialRetryTime: 50, retries: 2 } })
  }

  connect(): Promise<void> {
    return this.producer.connect()
  }

  close(): Promise<void> {
    return this.producer.disconnect()
  }

  /** The generation that the topic's records carry now; 0 = not known yet. */
  get generation(): number {
    return this.known.generation
  }

  /** `true`, or why not. */
  readiness(): true | string {
    return this.failure ?? true
  }

  /** What the database knows of the topic; another replica may have written since we last did. */
  observe({ generation, offset }: Position): void {
    const { known } = this
    if (generation > known.generation) this.known = { generation, offset }
    else if (generation === known.generation) this.known = { generation, offset: Math.max(known.offset, offset) }
  }

  /** @throws TopicLostError when the topic ends before what was written to it */
  async checkEnd(): Promise<void> {
    const [range] = await partitionRanges(this.kafka, this.topic)
    if ((range?.high ?? 0) <= this.known.offset) throw this.lost()
  }

  /**
   * Appends the records as one batch, all or none; returns the offset of the first.
   * @throws TopicLostError when the offsets went back: the records are in the topic, but what was before them is not
   */
  async append(records: TopicRecord[]): Promise<number> {
    const before = this.known
    const messages = records.map((record) => ({ ...record, partition: 0 }))
    const base = await this.send(messages)
    if (before.generation === this.known.generation && base <= before.offset) throw this.lost()
    this.observe({ generation: before.generation, offset: base + records.length - 1 })
    return base
  }

  private async send(messages: (TopicRecord & { partition: number })[]): Promise<number> {
    try {
      const [produced] = await this.producer.send({ topic: this.topic, acks: -1, timeout: 5_000, messages })
      const base = Number(produced?.baseOffset ?? NaN)
      if (!Number.isSafeInteger(base) || base < 0) throw new Error('the broker did not say where it put the records')
      if (this.failure !== undefined) this.logger.event('snapshot.topic_up')
      this.failure = undefined
      return base
    } catch (error) {
      if (this.failure === undefined) this.logger.error('snapshot.topic_down', error)
      this.failure = 'the snapshot topic does not take records'
      throw error
    }
  }

  private lost(): TopicLostError {
    return new TopicLostError(this.known.generation)
  }
}

import { Injectable } from '@nestjs/common'
import { TOPICS, type SnapshotPosition } from '@hookline/event-schemas'
import { Logger, partitionRanges, TopicNames } from '@hookline/service-kit'
import { Kafka, Partitioners, type Producer } from 'kafkajs'
import type { TopicRecord } from './snapshot-record.js'

/**
 * The topic gave an offset that it had given before: it, or its end, was lost. The records that were sent are in it, but
 * what was before them is not.
 */
export class TopicLostError extends Error {
  override readonly name = 'TopicLostError'

  constructor() {
    super('the snapshot topic has lost records: everything must be published again')
  }
}

/** The only writer of the snapshot topic. Has one partition, so that offsets are the order of changes. */
@Injectable()
export class SnapshotTopic {
  private readonly producer: Producer
  private readonly topic: string
  private known: SnapshotPosition = { generation: 0, offset: -1 }
  private lostGeneration: number | undefined
  private failure: string | undefined = 'is not connected yet'

  constructor(
    private readonly kafka: Kafka,
    private readonly logger: Logger,
    names: TopicNames,
  ) {
    this.topic = names.of(TOPICS.snapshot)
    // Few retries: the relay and the heartbeat come again themselves, and hold a lock and a caller meanwhile.
    this.producer = kafka.producer({
      allowAutoTopicCreation: false,
      createPartitioner: Partitioners.DefaultPartitioner,
      retry: { initialRetryTime: 50, retries: 2 },
    })
  }

  connect(): Promise<void> {
    return this.producer.connect()
  }

  close(): Promise<void> {
    return this.producer.disconnect()
  }

  /** The last complete set; 0 = none, or not known yet. */
  get generation(): number {
    return this.known.generation
  }

  /** The set that the topic should hold is not there: only a new generation helps. */
  get isLost(): boolean {
    return this.lostGeneration === this.known.generation
  }

  /** `true`, or why not. */
  readiness(): true | string {
    return this.failure ?? true
  }

  /** What the database knows of the topic; another replica may have written since we last did. */
  observe({ generation, offset }: SnapshotPosition): void {
    if (generation > this.known.generation) this.known = { generation, offset }
    else if (generation === this.known.generation && !this.isLost) this.advance(offset)
  }

  /** Finds out whether the topic still holds what was written to it. */
  async checkEnd(): Promise<void> {
    const [range] = await partitionRanges(this.kafka, this.topic)
    const end = (range?.high ?? 0) - 1
    if (end < this.known.offset) this.lose(end)
  }

  /**
   * Appends the records as one batch, all or none; returns the offset of the first.
   * @throws TopicLostError when the offsets went back
   */
  async append(records: TopicRecord[]): Promise<number> {
    const { generation, offset } = this.known
    const base = await this.send(records.map((record) => ({ ...record, partition: 0 })))
    if (generation !== this.known.generation) return base
    const last = base + records.length - 1
    if (base <= offset) {
      this.lose(last)
      throw new TopicLostError()
    }
    this.advance(last)
    return base
  }

  private advance(offset: number): void {
    this.known = { ...this.known, offset: Math.max(this.known.offset, offset) }
  }

  private lose(end: number): void {
    this.logger.warn('snapshot.lost', {
      generation: this.known.generation,
      expected: this.known.offset + 1,
      found: end + 1,
    })
    this.lostGeneration = this.known.generation
    this.known = { ...this.known, offset: end }
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
}

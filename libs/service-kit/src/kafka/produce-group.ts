import type { Message, Producer, TopicMessages } from 'kafkajs'

export interface OutgoingRecord {
  topic: string
  message: Message
}

/** Where the broker put a record. */
export interface ProducedAt {
  partition: number
  /** Base offset of the produce: exact when one record went to the partition, else a lower bound. */
  baseOffset: number
}

interface Waiting extends OutgoingRecord {
  bytes: number
  resolve: (at: ProducedAt | undefined) => void
  reject: (error: unknown) => void
}

const MAX_GROUP_BYTES = 1024 * 1024
const MAX_GROUP_RECORDS = 2_000
const HEADERS_ALLOWANCE = 512

/**
 * Group commit for Kafka: a record goes at once when no produce is in flight, else with the next one. No timer, so an idle
 * gateway answers in one round trip and a busy one sends large batches (docs/performance.md).
 */
export class ProduceGroup {
  private queue: Waiting[] = []
  private inFlight = false

  constructor(
    private readonly producer: Producer,
    private readonly acks: -1 | 1,
    private readonly timeoutMs = 5_000,
  ) {}

  /** Records that wait for a produce: what load shedding looks at. */
  get waiting(): number {
    return this.queue.length
  }

  /** Resolves when the broker has acknowledged the record. */
  send(record: OutgoingRecord): Promise<ProducedAt | undefined> {
    return new Promise((resolve, reject) => {
      this.queue.push({ ...record, bytes: sizeOf(record.message), resolve, reject })
      if (!this.inFlight) void this.drain()
    })
  }

  private async drain(): Promise<void> {
    this.inFlight = true
    while (this.queue.length > 0) await this.produce(this.takeGroup())
    this.inFlight = false
  }

  private takeGroup(): Waiting[] {
    let bytes = 0
    let count = 0
    for (const { bytes: size } of this.queue) {
      if (count > 0 && (bytes + size > MAX_GROUP_BYTES || count >= MAX_GROUP_RECORDS)) break
      bytes += size
      count += 1
    }
    const group = this.queue.slice(0, count)
    this.queue = this.queue.slice(count)
    return group
  }

  private async produce(group: Waiting[]): Promise<void> {
    try {
      const topicMessages = byTopic(group)
      const produced = await this.producer.sendBatch({ topicMessages, acks: this.acks, timeout: this.timeoutMs })
      const [only] = produced
      const at = group.length === 1 && only && { partition: only.partition, baseOffset: Number(only.baseOffset) }
      for (const { resolve } of group) resolve(at || undefined)
    } catch (error) {
      if (group.length > 1 && isTooLarge(error)) for (const single of group) await this.produce([single])
      else for (const { reject } of group) reject(error)
    }
  }
}

function byTopic(group: Waiting[]): TopicMessages[] {
  const topics = new Map<string, Message[]>()
  for (const { topic, message } of group) {
    const messages = topics.get(topic)
    if (messages === undefined) topics.set(topic, [message])
    else messages.push(message)
  }
  return [...topics].map(([topic, messages]) => ({ topic, messages }))
}

const sizeOf = (message: Message): number =>
  (message.value?.length ?? 0) + (message.key?.length ?? 0) + HEADERS_ALLOWANCE

/** One record that the broker refuses for its size must not take its neighbours with it. */
export const isTooLarge = (error: unknown): boolean =>
  (error as { type?: string }).type === 'MESSAGE_TOO_LARGE' ||
  (error as { type?: string }).type === 'RECORD_LIST_TOO_LARGE' ||
  (error as { cause?: { type?: string } }).cause?.type === 'MESSAGE_TOO_LARGE'

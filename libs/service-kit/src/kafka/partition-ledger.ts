import type { KafkaMessage } from 'kafkajs'
import type { StreamRecord } from './stream-record.js'
import { Watermark } from './watermark.js'

interface Partition {
  topic: string
  partition: number
  watermark: Watermark
  /** Records below were in the topic when the partition came to us. */
  repeatsBelow: number | undefined
  committed: number
}

interface Position {
  topic: string
  partition: number
  offset: number
}

/** What this member has taken, ended and committed, for each partition it reads. */
export class PartitionLedger {
  private readonly entries = new Map<string, Partition>()

  partitions(): Iterable<{ topic: string }> {
    return this.entries.values()
  }

  /** After every (re)join a partition may come from another owner: what is in it then is checked for repeats. */
  rejoined(): void {
    for (const entry of this.entries.values()) {
      entry.repeatsBelow = undefined
      entry.committed = -1
    }
  }

  /** Registers the messages, without those that this process already has in hand (a rejoin fetches them again). */
  take(topic: string, partition: number, messages: KafkaMessage[], highWatermark: number): StreamRecord[] {
    const entry = this.entryOf(topic, partition, messages)
    entry.repeatsBelow ??= highWatermark
    const repeatsBelow = entry.repeatsBelow
    const records: StreamRecord[] = []
    for (const message of messages) {
      const offset = Number(message.offset)
      if (offset < entry.watermark.end) continue
      const done = entry.watermark.begin(offset)
      records.push({ message, topic, partition, offset, mayBeRepeat: offset < repeatsBelow, done })
    }
    return records
  }

  committable(): Position[] {
    return [...this.entries.values()]
      .map((entry) => ({ topic: entry.topic, partition: entry.partition, offset: entry.watermark.low(), entry }))
      .filter(({ offset, entry }) => offset > entry.committed)
      .map(({ topic, partition, offset }) => ({ topic, partition, offset }))
  }

  committed(positions: Position[]): void {
    for (const { topic, partition, offset } of positions) {
      const entry = this.entries.get(`${topic}/${partition}`)
      if (entry !== undefined) entry.committed = Math.max(entry.committed, offset)
    }
  }

  private entryOf(topic: string, partition: number, messages: KafkaMessage[]): Partition {
    const key = `${topic}/${partition}`
    const first = Number(messages[0]?.offset ?? 0)
    const last = Number(messages.at(-1)?.offset ?? 0)
    const known = this.entries.get(key)
    // A gap ahead means that another member read on meanwhile; an end far behind means that the topic was made anew.
    if (known !== undefined && first <= known.watermark.end && last >= known.watermark.low() - 1) return known
    const fresh: Partition = {
      topic,
      partition,
      watermark: new Watermark(first),
      repeatsBelow: undefined,
      committed: -1,
    }
    this.entries.set(key, fresh)
    return fresh
  }
}

import { randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import { Injectable } from '@nestjs/common'
import { TOPICS } from '@hookline/event-schemas'
import { Logger, TailReader, TopicNames } from '@hookline/service-kit'
import { Kafka, type KafkaMessage } from 'kafkajs'

const WITHIN_MS = 60_000
const LOOK_EVERY_MS = 20

/** Looks into the topic itself, which the service does only when its database knows nothing of it. */
@Injectable()
export class TopicScan {
  constructor(
    private readonly kafka: Kafka,
    private readonly names: TopicNames,
    private readonly logger: Logger,
  ) {}

  /** The highest generation that a record carries; 0 = the topic is empty. */
  async highestGeneration(): Promise<number> {
    const seen = { highest: 0, next: 0 }
    const reader = new TailReader({
      kafka: this.kafka,
      logger: this.logger,
      topic: this.names.of(TOPICS.snapshot),
      groupId: this.names.group(`hookline.config.scan-${randomUUID()}`),
      from: 'beginning',
      onMessage: (message, offset) => {
        seen.highest = Math.max(seen.highest, generationOf(message))
        seen.next = offset + 1
      },
      // A crash shows as the time running out.
      onFatal: () => undefined,
      watchdogSeconds: 0,
    })
    await reader.start()
    try {
      const end = reader.endsAtStart.get(0) ?? 0
      const deadline = Date.now() + WITHIN_MS
      while (seen.next < end) {
        if (Date.now() > deadline) throw new Error(`the snapshot topic was not read within ${WITHIN_MS / 1_000} s`)
        await delay(LOOK_EVERY_MS)
      }
      return seen.highest
    } finally {
      await reader.stop()
    }
  }
}

function generationOf({ value }: KafkaMessage): number {
  if (value === null) return 0
  try {
    const { generation } = JSON.parse(value.toString()) as { generation?: unknown }
    return typeof generation === 'number' ? generation : 0
  } catch {
    return 0
  }
}

import { setTimeout as delay } from 'node:timers/promises'
import { Inject, Injectable } from '@nestjs/common'
import { DEAD_LETTER_HEADERS, TOPICS } from '@hookline/event-schemas'
import { Logger, ProduceGroup, TopicNames, type StreamRecord } from '@hookline/service-kit'

export const DEAD_LETTERS = Symbol('delivery.dead-letters')

const RETRY_AFTER_MS = 500

/** Keeps what cannot be delivered: the record as it was, with where it stood and why. */
@Injectable()
export class DeadLetterWriter {
  constructor(
    @Inject(DEAD_LETTERS) private readonly producer: ProduceGroup,
    private readonly names: TopicNames,
    private readonly logger: Logger,
  ) {}

  /** Resolves when the broker has it; until then the record's offset must not move. */
  async write(record: StreamRecord, reason: string): Promise<void> {
    const { message, topic, partition, offset } = record
    const headers = {
      ...present(message.headers),
      [DEAD_LETTER_HEADERS.topic]: topic,
      [DEAD_LETTER_HEADERS.partition]: String(partition),
      [DEAD_LETTER_HEADERS.offset]: String(offset),
      [DEAD_LETTER_HEADERS.reason]: reason,
      [DEAD_LETTER_HEADERS.at]: new Date().toISOString(),
    }
    const letter = { key: message.key, value: message.value, headers }
    await this.produce({ topic: this.names.of(TOPICS.deadLetter), message: letter })
    this.logger.event('event.dead_lettered', { topic, partition, offset, reason })
  }

  private async produce(letter: Parameters<ProduceGroup['send']>[0]): Promise<void> {
    for (;;) {
      try {
        await this.producer.send(letter)
        return
      } catch (error) {
        this.logger.error('dead_letter.write_failed', error)
        await delay(RETRY_AFTER_MS)
      }
    }
  }
}

type Headers = NonNullable<StreamRecord['message']['headers']>

/** kafkajs reads a header without value as `null` and refuses to write one. */
const present = (headers: Headers = {}): Headers =>
  Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== null && value !== undefined))

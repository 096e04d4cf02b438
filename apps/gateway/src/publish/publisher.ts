import { toBinaryRecord, TOPICS, type OutgoingEvent } from '@hookline/event-schemas'
import { DomainError, isTooLarge, TopicNames } from '@hookline/service-kit'
import { Inject, Injectable } from '@nestjs/common'
import { ENV, type Env } from '../env.js'
import { Broker } from '../kafka/broker.js'
import { Producers } from '../kafka/producers.js'
import { publishSeconds } from '../metrics.js'

/** Puts events on the topic and answers only after the broker has acknowledged them. */
@Injectable()
export class Publisher {
  private readonly topic: string
  private readonly limits: { records: number; bytes: number; deadlineMs: number }
  private waitingBytes = 0

  constructor(
    private readonly producers: Producers,
    private readonly broker: Broker,
    names: TopicNames,
    @Inject(ENV) env: Env,
  ) {
    this.topic = names.of(TOPICS.events)
    this.limits = {
      records: env.HOOKLINE_LIMIT_PRODUCE_QUEUE,
      bytes: env.HOOKLINE_LIMIT_PRODUCE_QUEUE_BYTES,
      deadlineMs: env.HOOKLINE_PUBLISH_DEADLINE_MS,
    }
  }

  /**
   * @throws DomainError 503 with the ids when the broker does not acknowledge in time (the events may still come through:
   * a retry with the ids cannot double them), at once when it is known to be down or the queue is full; 413.
   */
  async publish(events: readonly OutgoingEvent[]): Promise<void> {
    this.requireRoom(events)
    const started = performance.now()
    const sent = events.map((event) => this.send(event))
    try {
      if (!(await settledWithin(sent, this.limits.deadlineMs))) throw new Error('the publish deadline has passed')
      publishSeconds.observe((performance.now() - started) / 1_000)
    } catch (error) {
      throw this.refusal(error, events)
    }
  }

  private requireRoom(events: readonly OutgoingEvent[]): void {
    if (!this.producers.connected || !this.broker.isUp) throw lost(events)
    const { records, bytes } = this.limits
    if (this.producers.events.waiting < records && this.waitingBytes < bytes) return
    throw lost(events, 'More events wait for the message broker than it takes.')
  }

  private async send(event: OutgoingEvent): Promise<void> {
    const size = event.payload.length
    this.waitingBytes += size
    try {
      await this.producers.events.send({ topic: this.topic, message: toBinaryRecord(event) })
    } finally {
      this.waitingBytes -= size
    }
  }

  private refusal(error: unknown, events: readonly OutgoingEvent[]): DomainError {
    if (isTooLarge(error)) {
      return new DomainError('payload_too_large', 'The message broker refuses an event of this size.', idsOf(events))
    }
    this.broker.reportFailure(error)
    return lost(events, undefined, error)
  }
}

/** False when the deadline comes first. One timer for all: a batch is one promise. */
async function settledWithin(sent: Promise<void>[], deadlineMs: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), deadlineMs)
  })
  try {
    return await Promise.race([Promise.all(sent).then(() => true), late])
  } finally {
    clearTimeout(timer)
  }
}

const idsOf = (events: readonly OutgoingEvent[]): { extra: Record<string, string | string[]> } =>
  events.length === 1 ? { extra: { id: events[0]!.id } } : { extra: { ids: events.map(({ id }) => id) } }

function lost(
  events: readonly OutgoingEvent[],
  message = 'The message broker does not acknowledge. Try again, with this id.',
  cause?: unknown,
): DomainError {
  return new DomainError('unavailable', message, { retryAfterSeconds: 1, cause, ...idsOf(events) })
}

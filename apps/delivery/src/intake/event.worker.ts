import { Injectable } from '@nestjs/common'
import { Logger, traceId } from '@hookline/service-kit'
import type { CompiledWebhook } from '../matching/compiled-webhook.js'
import { passing } from '../matching/passing.js'
import { WebhookStore } from '../matching/webhook.store.js'
import { Recorder } from '../recording/recorder.js'
import type { DeliveryRow } from '../recording/rows.js'
import { DueWorker } from '../retrying/due.worker.js'
import { FirstAttempts } from './first-attempts.js'
import type { Incoming } from './incoming.js'
import { newDelivery } from './new-delivery.js'

/** One event from match to row. */
@Injectable()
export class EventWorker {
  constructor(
    private readonly webhooks: WebhookStore,
    private readonly first: FirstAttempts,
    private readonly recorder: Recorder,
    private readonly due: DueWorker,
    private readonly logger: Logger,
  ) {}

  /** Resolves when the event's outcome is in Postgres. */
  async handle(item: Incoming): Promise<void> {
    const { event, row, record } = item
    const createdAt = new Date()
    const webhooks = passing(this.webhooks.match(event.tenantId, event.type), event)
    row.outcome = webhooks.length === 0 ? 'no_match' : 'matched'
    const pairs = webhooks.map((webhook): [CompiledWebhook, DeliveryRow] => [
      webhook,
      newDelivery(row, webhook, createdAt, record.offset),
    ])
    // No await before the recorder where order matters: rows are written in the order of the partition.
    const inOrder = pairs.some(([, { orderingKey }]) => orderingKey !== null)
    const sight = inOrder ? this.first.none(pairs) : await this.first.make(event, pairs)
    const written = await this.recorder.recordEvent({ event: row, ...sight })
    sight.stored()
    if (written && sight.deliveries.some(({ dueInMs }) => dueInMs === 0)) this.due.nudge()
    this.report(item, written, sight.deliveries.length, createdAt)
  }

  /** An event that was sent has the lines of its attempts; one that nobody got needs a line of its own. */
  private report({ event, row }: Incoming, written: boolean, deliveries: number, createdAt: Date): void {
    const isQuiet = written && deliveries > 0
    if (isQuiet && !this.logger.verbose) return
    this.logger[isQuiet ? 'debug' : 'event']('event.recorded', {
      event_id: event.id,
      tenant_id: event.tenantId,
      type: event.type,
      outcome: written ? row.outcome : 'repeated',
      deliveries,
      ms: Date.now() - createdAt.getTime(),
      trace_id: traceId(event.traceparent),
    })
  }
}

import { Injectable } from '@nestjs/common'
import { Logger, traceId } from '@hookline/service-kit'
import type { CompiledWebhook } from '../matching/compiled-webhook.js'
import { WebhookDisabler } from '../disabling/webhook-disabler.js'
import type { Permit } from '../lanes/lanes.js'
import type { AttemptRow, DeliveryRow } from '../recording/rows.js'
import { afterAttempt } from '../retrying/decide.js'
import { observeAttempt } from './metrics.js'
import type { SendableEvent } from './profiles/profile.js'
import { Sender } from './sender.js'
import { verdictOf } from './verdict.js'

const GONE = 410

/** One attempt and what follows from it. */
@Injectable()
export class DeliveryTry {
  constructor(
    private readonly sender: Sender,
    private readonly disabler: WebhookDisabler,
    private readonly logger: Logger,
  ) {}

  async run(
    webhook: CompiledWebhook,
    event: SendableEvent,
    delivery: DeliveryRow,
    permit: Permit,
  ): Promise<{ delivery: DeliveryRow; attempt: AttemptRow }> {
    const { end, row } = await this.sender.attempt(webhook, event, delivery)
    permit.release(verdictOf(end.outcome))
    if (end.status === GONE && webhook.profile.goneDisables)
      this.disabler.disable(webhook, 'the receiver answered 410 Gone')
    const next = afterAttempt(delivery, end, webhook.schedule, { nowMs: Date.now(), random: Math.random() })
    observeAttempt(row)
    this.logger.event('delivery.attempted', {
      delivery_id: delivery.id,
      event_id: delivery.eventId,
      webhook_id: delivery.webhookId,
      tenant_id: delivery.tenantId,
      attempt: row.number,
      outcome: row.outcome,
      status_code: row.statusCode,
      duration_ms: Math.round(row.durationMs),
      decision: next.status,
      next_in_ms: next.dueInMs,
      trace_id: traceId(event.traceparent),
    })
    return { delivery: next, attempt: row }
  }
}

import { Injectable } from '@nestjs/common'
import { Logger, Slots } from '@hookline/service-kit'
import { Lanes } from '../lanes/lanes.js'
import type { Refusal } from '../lanes/refusal.js'
import { WebhookStore } from '../matching/webhook.store.js'
import { Recorder } from '../recording/recorder.js'
import type { DeliveryRow, SettledAttempt } from '../recording/rows.js'
import { DeliveryTry } from '../sending/delivery-try.js'
import type { DueDelivery } from './due.repository.js'

/** Within the lease of a claim with room to spare. */
const WAIT_MS = 5_000

/** Sends claimed deliveries and writes how each attempt ended. */
@Injectable()
export class DueDeliveries {
  private readonly slots = new Slots(Number.MAX_SAFE_INTEGER)

  constructor(
    private readonly webhooks: WebhookStore,
    private readonly tries: DeliveryTry,
    private readonly recorder: Recorder,
    private readonly lanes: Lanes,
    private readonly logger: Logger,
  ) {}

  get inHand(): number {
    return this.slots.used
  }

  /** @param ended called when the delivery is off our hands */
  take(due: DueDelivery, ended: (due: DueDelivery) => void): void {
    this.slots.tryTake()
    this.end(due)
      .then((settled) => settled && this.recorder.settle(settled))
      .catch((error: unknown) => this.logger.error('due.failed', error, { delivery_id: due.delivery.id }))
      .finally(() => {
        this.slots.free()
        ended(due)
      })
  }

  idle(): Promise<void> {
    return this.slots.idle()
  }

  /** The webhook as it is now decides: url, headers, keys, and whether anything is sent at all. */
  private async end({ delivery, event, leaseEnds }: DueDelivery): Promise<SettledAttempt | undefined> {
    const webhook = this.webhooks.get(delivery.webhookId)
    if (webhook === undefined) return without(delivery, 'cancelled', 'the webhook was deleted')
    if (!webhook.enabled) return without(delivery, 'skipped', 'the webhook is disabled')
    if (event === undefined) return without(delivery, 'failed', 'the event is past its retention')
    const permit = await this.lanes.take(webhook.id, webhook.limits, WAIT_MS)
    if (!permit.granted) return postponed(delivery, permit)
    if (performance.now() + webhook.timeoutMs > leaseEnds) {
      // We were stopped for a while: by now it may be another's, and a request of ours would come out of order.
      permit.release('neutral')
      return undefined
    }
    return this.tries.run(webhook, event, delivery, permit)
  }
}

const without = (delivery: DeliveryRow, status: DeliveryRow['status'], reason: string): SettledAttempt => ({
  delivery: { ...delivery, status, reason, dueInMs: null },
  attempt: undefined,
})

/** A postponement is no attempt: the counts stay. */
const postponed = (delivery: DeliveryRow, { reason, retryInMs: dueInMs }: Refusal): SettledAttempt => ({
  delivery: { ...delivery, status: 'pending', reason, dueInMs },
  attempt: undefined,
})

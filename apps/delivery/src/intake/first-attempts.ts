import { Inject, Injectable } from '@nestjs/common'
import { Logger, Slots } from '@hookline/service-kit'
import type { CompiledWebhook } from '../matching/compiled-webhook.js'
import { Lanes } from '../lanes/lanes.js'
import { Recorder } from '../recording/recorder.js'
import type { AttemptRow, DeliveryRow } from '../recording/rows.js'
import { DeliveryTry } from '../sending/delivery-try.js'
import type { SendableEvent } from '../sending/profiles/profile.js'
import { leaseMs, TIMING, type Timing } from '../timing.js'

/** What is known of an event's deliveries when its row is written. */
export interface FirstSight {
  deliveries: DeliveryRow[]
  attempts: AttemptRow[]
  /** To be called when the row is in Postgres: attempts that went on outside write their end then. */
  stored: () => void
}

interface Tried {
  delivery: DeliveryRow
  attempt: AttemptRow | undefined
}

/**
 * Sends at once what the window has room for. An attempt that takes longer than the park time is written as leased and goes
 * on outside the partition; what finds no room is written as due, and the due worker takes it (docs/architecture.md §5).
 */
@Injectable()
export class FirstAttempts {
  private readonly outside = new Slots(Number.MAX_SAFE_INTEGER)

  constructor(
    private readonly lanes: Lanes,
    private readonly tries: DeliveryTry,
    private readonly recorder: Recorder,
    private readonly logger: Logger,
    @Inject(TIMING) private readonly timing: Timing,
  ) {}

  /** Sends nothing now: all become rows. For events of ordered webhooks, whose sequence only rows can keep. */
  none(pairs: readonly [CompiledWebhook, DeliveryRow][]): FirstSight {
    return { deliveries: pairs.map(([, delivery]) => delivery), attempts: [], stored: () => undefined }
  }

  async make(event: SendableEvent, pairs: readonly [CompiledWebhook, DeliveryRow][]): Promise<FirstSight> {
    const storing = Promise.withResolvers<void>()
    const park = Promise.withResolvers<'parked'>()
    const timer = setTimeout(() => park.resolve('parked'), this.timing.parkAfterMs)
    const results = await Promise.all(
      pairs.map(([webhook, delivery]) => this.one(webhook, delivery, event, park.promise, storing.promise)),
    )
    clearTimeout(timer)
    const attempts = results.flatMap(({ attempt }) => (attempt === undefined ? [] : [attempt]))
    return { deliveries: results.map(({ delivery }) => delivery), attempts, stored: storing.resolve }
  }

  /** Resolves when no attempt goes on outside its partition. */
  idle(): Promise<void> {
    return this.outside.idle()
  }

  private async one(
    webhook: CompiledWebhook,
    delivery: DeliveryRow,
    event: SendableEvent,
    park: Promise<'parked'>,
    stored: Promise<void>,
  ): Promise<Tried> {
    if (delivery.dueInMs === null) return { delivery, attempt: undefined }
    const permit = await this.lanes.take(webhook.id, webhook.limits, this.timing.parkAfterMs)
    if (!permit.granted) {
      const { reason, retryInMs: dueInMs } = permit
      return { delivery: { ...delivery, reason, dueInMs }, attempt: undefined }
    }
    const trying = this.tries.run(webhook, event, delivery, permit)
    const first = await Promise.race([trying, park])
    if (first !== 'parked') return first
    permit.park()
    const fence = delivery.fence + 1
    void this.finishOutside(trying, fence, stored)
    const leased: DeliveryRow = { ...delivery, status: 'in_flight', fence, dueInMs: leaseMs(webhook, this.timing) }
    return { delivery: leased, attempt: undefined }
  }

  private async finishOutside(trying: Promise<Tried>, fence: number, stored: Promise<void>): Promise<void> {
    this.outside.tryTake()
    try {
      const { delivery, attempt } = await trying
      await stored
      await this.recorder.settle({ delivery: { ...delivery, fence }, attempt })
    } catch (error) {
      this.logger.error('delivery.settle_failed', error)
    } finally {
      this.outside.free()
    }
  }
}

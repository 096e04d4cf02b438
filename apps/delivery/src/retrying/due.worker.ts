import { Inject, Injectable } from '@nestjs/common'
import { MAX_TIMEOUT_MS } from '@hookline/dto'
import { isDatabaseLost, Logger } from '@hookline/service-kit'
import { Lanes } from '../lanes/lanes.js'
import { TIMING, type Timing } from '../timing.js'
import { DueDeliveries } from './due.deliveries.js'
import { DueRepository, type DueDelivery } from './due.repository.js'

const MAX_CLAIM = 200
const MAX_IN_HAND = 500

/** Looks for due deliveries every half second, and at once when it is told that there are some. */
@Injectable()
export class DueWorker {
  private timer: NodeJS.Timeout | undefined
  private running: Promise<void> | undefined
  private again = false
  private mayBeMore = false
  private stopped = true

  constructor(
    private readonly repository: DueRepository,
    private readonly deliveries: DueDeliveries,
    private readonly lanes: Lanes,
    private readonly logger: Logger,
    @Inject(TIMING) private readonly timing: Timing,
  ) {}

  start(): void {
    this.stopped = false
    this.nudge()
  }

  /** Takes no more; resolves when what was claimed has ended. */
  async stop(): Promise<void> {
    this.stopped = true
    clearTimeout(this.timer)
    await this.running
    await this.deliveries.idle()
  }

  nudge(): void {
    if (this.stopped) return
    this.again = true
    this.running ??= this.run().finally(() => {
      this.running = undefined
      clearTimeout(this.timer)
      if (!this.stopped) this.timer = setTimeout(() => this.nudge(), this.timing.duePollMs)
    })
  }

  private async run(): Promise<void> {
    while (this.again && !this.stopped) {
      this.again = false
      try {
        if (await this.claimOnce()) this.again = true
      } catch (error) {
        if (!isDatabaseLost(error)) this.logger.error('due.claim_failed', error)
      }
    }
  }

  /** True when there may be more to take now. Webhooks that could not be sent to now are left out. */
  private async claimOnce(): Promise<boolean> {
    const limit = Math.min(MAX_CLAIM, MAX_IN_HAND - this.deliveries.inHand)
    if (limit <= 0) return false
    const leaseMs = MAX_TIMEOUT_MS + this.timing.leaseMarginMs
    await this.claimByRoom(leaseMs)
    const claimed = await this.repository.claim(limit, leaseMs, this.lanes.closedToClaims())
    this.mayBeMore = claimed.length === limit
    for (const due of claimed) this.deliveries.take(due, this.onEnded)
    return this.mayBeMore
  }

  /** Webhooks with a backlog get as many as they have room for: one, where the first after a pause decides how to go on. */
  private async claimByRoom(leaseMs: number): Promise<void> {
    for (const { webhookId, room } of this.lanes.openToClaims()) {
      const limit = Math.min(room, MAX_IN_HAND - this.deliveries.inHand)
      if (limit <= 0) return
      const claimed = await this.repository.claimOf(webhookId, limit, leaseMs)
      if (claimed.length < room) this.lanes.backlogIsGone(webhookId)
      for (const due of claimed) this.deliveries.take(due, this.onEnded)
    }
  }

  /** Room again where more was due than could be taken; or the next of an ordered key may go. */
  private readonly onEnded = ({ delivery }: DueDelivery): void => {
    const roomForMore = this.mayBeMore && this.deliveries.inHand < MAX_IN_HAND / 2
    if (roomForMore || delivery.orderingKey !== null || this.lanes.wantsMore(delivery.webhookId)) this.nudge()
  }
}

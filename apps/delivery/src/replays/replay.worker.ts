import { Inject, Injectable } from '@nestjs/common'
import { isDatabaseLost, Logger } from '@hookline/service-kit'
import { DueWorker } from '../retrying/due.worker.js'
import { TIMING, type Timing } from '../timing.js'
import { ReplaysRepository } from './replays.repository.js'

const TICK_MS = 1_000

/** Makes a bounded number of replayed deliveries pending each second, so that live events are not held up. */
@Injectable()
export class ReplayWorker {
  private timer: NodeJS.Timeout | undefined
  private running: Promise<void> | undefined
  private stopped = true

  constructor(
    private readonly repository: ReplaysRepository,
    private readonly due: DueWorker,
    private readonly logger: Logger,
    @Inject(TIMING) private readonly timing: Timing,
  ) {}

  start(): void {
    this.stopped = false
    this.timer = setInterval(() => this.nudge(), TICK_MS)
  }

  async stop(): Promise<void> {
    this.stopped = true
    clearInterval(this.timer)
    await this.running
  }

  nudge(): void {
    if (this.stopped) return
    this.running ??= this.advance().finally(() => {
      this.running = undefined
    })
  }

  private async advance(): Promise<void> {
    try {
      const reopened = await this.repository.advance(this.timing.replaysPerSecond)
      if (reopened !== undefined && reopened > 0) this.due.nudge()
    } catch (error) {
      if (!isDatabaseLost(error)) this.logger.error('replay.failed', error)
    }
  }
}

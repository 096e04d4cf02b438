import { Injectable } from '@nestjs/common'
import { Logger } from '@hookline/service-kit'
import { Lanes } from '../lanes/lanes.js'
import { WebhookStore, type WebhookChange } from '../matching/webhook.store.js'
import { DueRepository } from './due.repository.js'
import { DueWorker } from './due.worker.js'

/**
 * A changed webhook is trusted anew: its owner may have mended it. Unfinished deliveries of a disabled or deleted one end
 * now, not when their next attempt would have been.
 */
@Injectable()
export class WebhookChanges {
  constructor(
    private readonly webhooks: WebhookStore,
    private readonly lanes: Lanes,
    private readonly repository: DueRepository,
    private readonly due: DueWorker,
    private readonly logger: Logger,
  ) {}

  follow(): void {
    this.webhooks.onChange((id, change) => void this.apply(id, change))
  }

  private async apply(id: string, change: WebhookChange): Promise<void> {
    this.lanes.reset(id)
    try {
      if (change !== 'usable') await this.repository.bringForward(id)
      this.due.nudge()
    } catch (error) {
      // They end at the time of their next attempt instead.
      this.logger.error('webhook.change_not_applied', error, { webhook_id: id, change })
    }
  }
}

import { Injectable } from '@nestjs/common'
import type { DeliverySummary } from '@hookline/dto'
import { DomainError, notFound } from '@hookline/service-kit'
import { WebhookStore } from '../matching/webhook.store.js'
import { DeliveriesQueries } from '../queries/deliveries.queries.js'
import { dayOfUuidV7 } from '../recording/days.js'
import { DueWorker } from '../retrying/due.worker.js'
import { SingleRepository } from './single.repository.js'

interface One {
  tenant_id: string
  id: string
}

/** One delivery by request: sent again, or given up. */
@Injectable()
export class SingleService {
  constructor(
    private readonly repository: SingleRepository,
    private readonly deliveries: DeliveriesQueries,
    private readonly webhooks: WebhookStore,
    private readonly due: DueWorker,
  ) {}

  async resend(one: One): Promise<DeliverySummary> {
    const { tenant_id, id } = one
    const { webhook_id, status } = await this.get(one)
    const webhook = this.webhooks.get(webhook_id)
    if (webhook === undefined) throw new DomainError('conflict', 'The webhook of this delivery was deleted.')
    if (!webhook.enabled) throw new DomainError('conflict', 'The webhook is disabled. Enable it first.')
    const resent =
      status === 'pending'
        ? await this.repository.resendOpen(tenant_id, id)
        : await this.repository.resendDone(tenant_id, id, dayOfUuidV7(id))
    if (!resent) throw new DomainError('conflict', 'The delivery is on the wire now. Look at its end first.')
    this.due.nudge()
    return this.get(one)
  }

  async cancel(one: One): Promise<DeliverySummary> {
    await this.get(one)
    if (!(await this.repository.cancel(one.tenant_id, one.id, dayOfUuidV7(one.id)))) {
      throw new DomainError('conflict', 'Only a delivery that waits for its next attempt can be cancelled.')
    }
    return this.get(one)
  }

  private async get({ tenant_id, id }: One): Promise<DeliverySummary> {
    const delivery = await this.deliveries.get(tenant_id, id)
    if (delivery === undefined) throw notFound('Delivery')
    return delivery
  }
}

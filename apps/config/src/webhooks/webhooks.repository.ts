import { Injectable } from '@nestjs/common'
import type { EntityManager } from 'typeorm'
import { WebhookEntity } from './webhook.entity.js'

@Injectable()
export class WebhooksRepository {
  async insert(tx: EntityManager, webhook: WebhookEntity): Promise<void> {
    await tx.insert(WebhookEntity, webhook)
  }

  count(tx: EntityManager, tenantId: string): Promise<number> {
    return tx.countBy(WebhookEntity, { tenant_id: tenantId })
  }

  /** SELECT … FOR UPDATE */
  lock(tx: EntityManager, tenantId: string, id: string): Promise<WebhookEntity | null> {
    return tx.findOne(WebhookEntity, { where: { tenant_id: tenantId, id }, lock: { mode: 'pessimistic_write' } })
  }

  /** The ids of the tenant's webhooks, each row locked. */
  async lockAll(tx: EntityManager, tenantId: string): Promise<string[]> {
    const rows = await tx.query<{ id: string }[]>(
      `SELECT id FROM config.webhooks WHERE tenant_id = $1 ORDER BY id FOR UPDATE`,
      [tenantId],
    )
    return rows.map(({ id }) => id)
  }

  async update(tx: EntityManager, { id, ...changes }: WebhookEntity): Promise<void> {
    await tx.update(WebhookEntity, { id }, changes)
  }

  async delete(tx: EntityManager, id: string): Promise<void> {
    await tx.delete(WebhookEntity, { id })
  }
}

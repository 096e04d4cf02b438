import { Inject, Injectable } from '@nestjs/common'
import { DomainError, type RpcContext } from '@hookline/service-kit'
import { CommandRunner } from '../commands/command-runner.js'
import { found, knownId, newId } from '../commands/ids.js'
import type { ReplyOf, RequestOf } from '../commands/rpc-types.js'
import type { Queries } from '../database/database.js'
import { ENV, type Env } from '../env.js'
import { put, remove } from '../outbox/change.js'
import { TenantsRepository } from '../tenants/tenants.repository.js'
import { applyChange } from './change-webhook.js'
import { webhookRecord } from './webhook-record.js'
import type { WebhookRow } from './webhook.entity.js'
import { WebhooksRepository } from './webhooks.repository.js'

@Injectable()
export class WebhooksService {
  private readonly limit: number

  constructor(
    private readonly commands: CommandRunner,
    private readonly webhooks: WebhooksRepository,
    private readonly tenants: TenantsRepository,
    @Inject(ENV) env: Env,
  ) {
    this.limit = env.HOOKLINE_MAX_WEBHOOKS_PER_TENANT
  }

  /** @throws DomainError `not_found` (tenant), `limit_reached`, `conflict` when the id is taken */
  create(
    { sealed_secret, ...request }: RequestOf<'webhooks.create'>,
    context: RpcContext,
  ): Promise<ReplyOf<'webhooks.create'>> {
    return this.commands.run(context, request.tenant_id, async (tx) => {
      const tenant = found(await this.tenants.lock(tx, knownId(request.tenant_id, 'Tenant')), 'Tenant')
      const now = new Date()
      const secrets = [{ sealed: sealed_secret, expires_at: null }]
      const owned = { id: newId(request.id), tenant_id: tenant.id, options: request.options ?? null }
      const webhook = { ...request, ...owned, secrets, created_at: now, updated_at: now }
      if (!(await this.webhooks.insert(tx, webhook, this.limit))) {
        throw new DomainError('limit_reached', `A tenant may have at most ${this.limit} webhooks`)
      }
      return put('webhook', webhookRecord(webhook))
    })
  }

  /** @throws DomainError `not_found`, also for a webhook of another tenant */
  update(request: RequestOf<'webhooks.update'>, context: RpcContext): Promise<ReplyOf<'webhooks.update'>> {
    return this.commands.run(context, request.tenant_id, async (tx) => {
      const webhook = await this.lock(tx, request)
      const changed = applyChange(webhook, request, new Date())
      await this.webhooks.update(tx, changed)
      return put('webhook', webhookRecord(changed))
    })
  }

  /** @throws DomainError `not_found`, also for a webhook of another tenant */
  delete(request: RequestOf<'webhooks.delete'>, context: RpcContext): Promise<ReplyOf<'webhooks.delete'>> {
    return this.commands.run(context, request.tenant_id, async (tx) => {
      const { id } = await this.lock(tx, request)
      await this.webhooks.delete(tx, id)
      return remove({ kind: 'webhook', id })
    })
  }

  private async lock(tx: Queries, { tenant_id, id }: { tenant_id: string; id: string }): Promise<WebhookRow> {
    const webhook = await this.webhooks.lock(tx, knownId(tenant_id, 'Webhook'), knownId(id, 'Webhook'))
    return found(webhook, 'Webhook')
  }
}

import { Injectable } from '@nestjs/common'
import type { RpcContext } from '@hookline/service-kit'
import { ApiKeysRepository } from '../api-keys/api-keys.repository.js'
import { CommandRunner } from '../commands/command-runner.js'
import { found, knownId, newId } from '../commands/ids.js'
import type { ReplyOf, RequestOf } from '../commands/rpc-types.js'
import { put, remove } from '../outbox/change.js'
import { WebhooksRepository } from '../webhooks/webhooks.repository.js'
import { tenantRecord } from './tenant-record.js'
import { TenantsRepository } from './tenants.repository.js'

@Injectable()
export class TenantsService {
  constructor(
    private readonly commands: CommandRunner,
    private readonly tenants: TenantsRepository,
    private readonly apiKeys: ApiKeysRepository,
    private readonly webhooks: WebhooksRepository,
  ) {}

  /** @throws DomainError `conflict` when the id is taken */
  create({ id, name }: RequestOf<'tenants.create'>, context: RpcContext): Promise<ReplyOf<'tenants.create'>> {
    return this.commands.run(context, null, async (tx) => {
      const now = new Date()
      const tenant = { id: newId(id), name, created_at: now, updated_at: now }
      await this.tenants.insert(tx, tenant)
      return put('tenant', tenantRecord(tenant))
    })
  }

  /** @throws DomainError `not_found` */
  update({ id, name }: RequestOf<'tenants.update'>, context: RpcContext): Promise<ReplyOf<'tenants.update'>> {
    return this.commands.run(context, id, async (tx) => {
      const tenant = found(await this.tenants.lock(tx, knownId(id, 'Tenant')), 'Tenant')
      const changed = { ...tenant, name: name ?? tenant.name, updated_at: new Date() }
      await this.tenants.update(tx, changed)
      return put('tenant', tenantRecord(changed))
    })
  }

  /** Deletes its API keys and webhooks too. @throws DomainError `not_found` */
  delete({ id }: RequestOf<'tenants.delete'>, context: RpcContext): Promise<ReplyOf<'tenants.delete'>> {
    return this.commands.run(context, id, async (tx) => {
      const tenant = found(await this.tenants.lock(tx, knownId(id, 'Tenant')), 'Tenant')
      const keys = await this.apiKeys.lockAll(tx, tenant.id)
      const webhooks = await this.webhooks.lockAll(tx, tenant.id)
      await this.tenants.delete(tx, tenant.id)
      return remove(
        ...keys.map((key) => ({ kind: 'api_key', id: key }) as const),
        ...webhooks.map((webhook) => ({ kind: 'webhook', id: webhook }) as const),
        { kind: 'tenant', id: tenant.id },
      )
    })
  }
}

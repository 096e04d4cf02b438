import { Inject, Injectable } from '@nestjs/common'
import { DomainError, type RpcContext } from '@hookline/service-kit'
import { CommandRunner } from '../commands/command-runner.js'
import { found, knownId } from '../commands/ids.js'
import type { ReplyOf, RequestOf } from '../commands/rpc-types.js'
import { ENV, type Env } from '../env.js'
import { put, remove } from '../outbox/change.js'
import { TenantsRepository } from '../tenants/tenants.repository.js'
import { apiKeyRecord } from './api-key-record.js'
import { ApiKeysRepository } from './api-keys.repository.js'

@Injectable()
export class ApiKeysService {
  private readonly limit: number

  constructor(
    private readonly commands: CommandRunner,
    private readonly apiKeys: ApiKeysRepository,
    private readonly tenants: TenantsRepository,
    @Inject(ENV) env: Env,
  ) {
    this.limit = env.HOOKLINE_MAX_API_KEYS_PER_TENANT
  }

  /** @throws DomainError `not_found` (tenant), `limit_reached`, `conflict` when id or key exist */
  create(request: RequestOf<'api_keys.create'>, context: RpcContext): Promise<ReplyOf<'api_keys.create'>> {
    return this.commands.run(context, request.tenant_id, async (tx) => {
      const tenant = found(await this.tenants.lock(tx, knownId(request.tenant_id, 'Tenant')), 'Tenant')
      const expires_at = request.expires_at === null ? null : new Date(request.expires_at)
      const key = { ...request, tenant_id: tenant.id, created_at: new Date(), expires_at }
      if (!(await this.apiKeys.insert(tx, key, this.limit))) {
        throw new DomainError('limit_reached', `A tenant may have at most ${this.limit} API keys`)
      }
      return put('api_key', apiKeyRecord(key))
    })
  }

  /** @throws DomainError `not_found`, also for a key of another tenant */
  revoke({ tenant_id, id }: RequestOf<'api_keys.revoke'>, context: RpcContext): Promise<ReplyOf<'api_keys.revoke'>> {
    return this.commands.run(context, tenant_id, async (tx) => {
      const key = found(await this.apiKeys.lock(tx, knownId(tenant_id, 'API key'), id), 'API key')
      await this.apiKeys.delete(tx, key.id)
      return remove({ kind: 'api_key', id: key.id })
    })
  }
}

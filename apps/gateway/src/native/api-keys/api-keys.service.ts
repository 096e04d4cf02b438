import type { ApiKey, CreateApiKey, CreatedApiKey, Page, PageQuery } from '@hookline/dto'
import type { ApiKeyRecord } from '@hookline/event-schemas'
import { DomainError, notFound } from '@hookline/service-kit'
import { Injectable } from '@nestjs/common'
import { mintApiKey } from '../../auth/api-key-text.js'
import { hasScope } from '../../auth/principal.js'
import type { Call } from '../../http/call.js'
import { Cursors } from '../../http/cursors.js'
import { invalid } from '../../http/validate.js'
import { ConfigChanges } from '../../rpc/config-changes.js'
import { Snapshot } from '../../snapshot/snapshot.js'
import { memoryPage } from '../memory-page.js'

@Injectable()
export class ApiKeysService {
  constructor(
    private readonly changes: ConfigChanges,
    private readonly snapshot: Snapshot,
    private readonly cursors: Cursors,
  ) {}

  /** Nobody makes a key that may do more than he may. */
  async create(call: Call, { name, scopes, expires_at }: CreateApiKey): Promise<CreatedApiKey> {
    const missing = scopes.filter((scope) => !hasScope(call.principal, scope))
    if (missing.length > 0) throw new DomainError('forbidden', `Your key lacks the scopes ${missing.join(', ')}.`)
    if (expires_at !== null && Date.parse(expires_at) <= Date.now()) {
      throw invalid([{ path: 'expires_at', message: 'must be in the future' }])
    }
    const { id, key, hash } = mintApiKey()
    const request = { id, tenant_id: call.tenantId, name, scopes, hash, expires_at }
    const { record } = await this.changes.make('api_keys.create', request, call)
    if (record.hash !== hash) throw new DomainError('conflict', 'This Idempotency-Key has made a key, shown once.')
    return { ...toApiKey(record), key }
  }

  list({ tenantId }: Call, query: PageQuery): Page<ApiKey> {
    const { apiKeys } = this.snapshot
    const source = { list: `api-keys/${tenantId}`, page: apiKeys.page.bind(apiKeys, tenantId) }
    return memoryPage(source, query, this.cursors, toApiKey)
  }

  async revoke(call: Call, id: string): Promise<void> {
    if (this.snapshot.apiKeys.get(id)?.record.tenant_id !== call.tenantId) throw notFound('API key')
    await this.changes.make('api_keys.revoke', { tenant_id: call.tenantId, id }, call)
  }
}

const toApiKey = ({ id, name, scopes, created_at, expires_at }: ApiKeyRecord): ApiKey => ({
  id,
  name,
  scopes,
  created_at,
  expires_at,
})

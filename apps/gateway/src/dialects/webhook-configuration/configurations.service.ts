import type { Profile } from '@hookline/dto'
import type { WebhookRecord } from '@hookline/event-schemas'
import { DomainError, notFound } from '@hookline/service-kit'
import { Injectable } from '@nestjs/common'
import { maySee, type Principal } from '../../auth/principal.js'
import type { Call } from '../../http/call.js'
import { invalid } from '../../http/validate.js'
import { Snapshot } from '../../snapshot/snapshot.js'
import { WebhooksService } from '../../webhooks/webhooks.service.js'
import { WebhookVault } from '../../webhooks/webhook-vault.js'
import type { Configuration, ConfigurationPage, CreateConfiguration, ListQuery, UpdateConfiguration } from './shapes.js'

const PROFILE: Profile = 'jwt-signature'
/** A33: the vendor signs with one key; the former one goes on in the extra header for this long. */
const GRACE_SECONDS = 86_400

/** Webhooks of profile jwt-signature in the vendor's shape. */
@Injectable()
export class ConfigurationsService {
  constructor(
    private readonly webhooks: WebhooksService,
    private readonly snapshot: Snapshot,
    private readonly vault: WebhookVault,
  ) {}

  async create(call: Call, { url, headers, hmac_signature_key: secret }: CreateConfiguration): Promise<Configuration> {
    this.requireTenant(call.principal, call.tenantId)
    if (this.snapshot.tenants.get(call.tenantId) === undefined) throw notFound('Tenant')
    const input = { url, secret, profile: PROFILE, enabled: true, signature_uri: 'url' as const }
    return this.toConfiguration(await this.webhooks.create(call, { ...input, ...(headers && { headers }) }))
  }

  /** A20–A25: one tenant's, oldest first; an unknown tenant has none. */
  list(principal: Principal, { tenant_key, page, page_size }: ListQuery): ConfigurationPage {
    this.requireTenant(principal, tenant_key)
    const all = this.snapshot.webhooks.list(tenant_key).filter(({ profile }) => profile === PROFILE)
    const rows = all.slice((page - 1) * page_size, page * page_size)
    return {
      data: rows.map((record) => this.toConfiguration(record)),
      pagination: {
        current_page: page,
        page_size,
        total_rows: all.length,
        total_pages: Math.ceil(all.length / page_size),
      },
    }
  }

  get(principal: Principal, key: string): Configuration {
    return this.toConfiguration(this.find(principal, key))
  }

  async update(call: Call, key: string, body: UpdateConfiguration): Promise<Configuration> {
    const record = this.find(call.principal, key)
    refuseMove(record, body)
    const { url, headers, hmac_signature_key: secret } = body
    const patch = { ...(url !== undefined && { url }), ...(headers && { headers }) }
    const rotated = secret !== undefined && secret !== this.vault.secretOf(record)
    const rotation = rotated ? { secret, grace_seconds: GRACE_SECONDS } : undefined
    const scoped = { ...call, tenantId: record.tenant_id }
    return this.toConfiguration(await this.webhooks.update(scoped, record.id, patch, rotation))
  }

  async remove(call: Call, key: string): Promise<void> {
    const record = this.find(call.principal, key)
    await this.webhooks.remove({ ...call, tenantId: record.tenant_id }, record.id)
  }

  /** A21: whether another tenant exists is not shown: any tenant but one's own is refused alike. */
  private requireTenant(principal: Principal, tenantId: string): void {
    if (!maySee(principal, tenantId)) throw new DomainError('forbidden', 'This key may not act for this tenant_key')
  }

  /** A27: another tenant's, or another dialect's, is the same 404 as one that does not exist. */
  private find(principal: Principal, key: string): WebhookRecord {
    const record = this.snapshot.webhooks.get(key)
    if (record?.profile === PROFILE && maySee(principal, record.tenant_id)) return record
    throw notFound('Webhook configuration')
  }

  private toConfiguration(record: WebhookRecord): Configuration {
    return {
      configuration_key: record.id,
      tenant_key: record.tenant_id,
      url: record.url,
      headers: this.vault.headersOf(record),
      hmac_signature_key: this.vault.secretOf(record),
    }
  }
}

/** A5. */
function refuseMove({ id, tenant_id }: WebhookRecord, { configuration_key, tenant_key }: UpdateConfiguration): void {
  const message = 'cannot be changed'
  if (tenant_key !== undefined && tenant_key !== tenant_id) throw invalid([{ path: 'tenant_key', message }])
  if (configuration_key !== undefined && configuration_key !== id) {
    throw invalid([{ path: 'configuration_key', message }])
  }
}

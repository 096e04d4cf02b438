import { randomUUID } from 'node:crypto'
import type { CreateWebhook, RotateSecret, UpdateWebhook } from '@hookline/dto'
import type { UrlPolicy } from '@hookline/egress'
import type { WebhookRecord } from '@hookline/event-schemas'
import { DomainError, notFound } from '@hookline/service-kit'
import { generateSecret } from '@hookline/signing'
import { Inject, Injectable } from '@nestjs/common'
import { ENV, type Env } from '../env.js'
import type { Call } from '../http/call.js'
import { ConfigChanges } from '../rpc/config-changes.js'
import { Snapshot } from '../snapshot/snapshot.js'
import { requireHeaders, requireSecret, requireTargetUrl } from './webhook-checks.js'
import { splitOptions } from './webhook-options.js'
import { WebhookVault } from './webhook-vault.js'

interface NewSecret {
  secret: string
  grace_seconds: number
}

/** Webhooks as every dialect sees them: checked, sealed, and changed by config. */
@Injectable()
export class WebhooksService {
  private readonly urlPolicy: UrlPolicy

  constructor(
    private readonly changes: ConfigChanges,
    private readonly snapshot: Snapshot,
    private readonly vault: WebhookVault,
    @Inject(ENV) env: Env,
  ) {
    this.urlPolicy = { allowHttp: env.HOOKLINE_EGRESS_ALLOW_HTTP, allowCidrs: env.HOOKLINE_EGRESS_ALLOW_CIDRS }
  }

  get({ tenantId }: Call, id: string): WebhookRecord {
    const record = this.snapshot.webhookOf(tenantId, id)
    if (record === undefined) throw notFound('Webhook')
    return record
  }

  /** An id of v4: dialects promise one. Only an admin may give it, for whoever moves in. */
  async create(call: Call, input: CreateWebhook): Promise<WebhookRecord> {
    if (input.id !== undefined && call.principal.kind !== 'admin') {
      throw new DomainError('forbidden', 'Only the admin key may give the id of a webhook.')
    }
    const { secret = generateSecret(), headers = {}, id = randomUUID(), url, profile, enabled, signature_uri } = input
    this.check({ url, headers })
    requireSecret(secret, profile)
    const request = {
      ...withDefaults(input),
      id,
      tenant_id: call.tenantId,
      url,
      profile,
      enabled,
      signature_uri,
      headers: this.vault.sealHeaders(headers, call.tenantId),
      sealed_secret: this.vault.sealSecret(secret, call.tenantId),
    }
    const { record } = await this.changes.make('webhooks.create', request, call)
    return record
  }

  /** Changes what is given, in one step; with a secret also that, the former one staying valid for its grace. */
  async update(call: Call, id: string, patch: UpdateWebhook, secret?: NewSecret): Promise<WebhookRecord> {
    const current = this.get(call, id)
    this.check(patch)
    if (secret !== undefined) requireSecret(secret.secret, current.profile)
    if (Object.keys(patch).length === 0 && secret === undefined) return current
    const { options, members } = splitOptions(patch)
    const { headers, ...rest } = members
    const change = {
      tenant_id: call.tenantId,
      id: current.id,
      patch: { ...rest, options, ...(headers && { headers: this.vault.sealHeaders(headers, call.tenantId) }) },
      ...(secret && {
        secret: { sealed: this.vault.sealSecret(secret.secret, call.tenantId), grace_seconds: secret.grace_seconds },
      }),
    }
    const { record } = await this.changes.make('webhooks.update', change, call)
    return record
  }

  rotate(call: Call, id: string, { secret = generateSecret(), grace_seconds }: RotateSecret): Promise<WebhookRecord> {
    return this.update(call, id, {}, { secret, grace_seconds })
  }

  async remove(call: Call, id: string): Promise<void> {
    const current = this.get(call, id)
    await this.changes.make('webhooks.delete', { tenant_id: call.tenantId, id: current.id }, call)
  }

  private check({ url, headers }: Pick<UpdateWebhook, 'url' | 'headers'>): void {
    if (url !== undefined) requireTargetUrl(url, this.urlPolicy)
    if (headers !== undefined) requireHeaders(headers)
  }
}

/** `null` leaves it to the profile. */
const withDefaults = ({ event_types, description, retry, timeout_ms, metadata, ...rest }: CreateWebhook) => ({
  event_types: event_types ?? null,
  description: description ?? null,
  retry: retry ?? null,
  timeout_ms: timeout_ms ?? null,
  metadata: metadata ?? {},
  options: splitOptions(rest).options,
})

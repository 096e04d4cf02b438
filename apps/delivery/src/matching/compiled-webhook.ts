import type { KeyObject } from 'node:crypto'
import type { Filter } from '@hookline/dto'
import { SEAL_PURPOSES, type WebhookRecord } from '@hookline/event-schemas'
import type { Sealer } from '@hookline/service-kit'
import { compileFilter, type FilterPredicate } from '@hookline/expressions'
import { createHmacKey } from '@hookline/signing'
import type { LaneLimits } from '../lanes/lane.js'
import { scheduleOf, type Schedule } from '../retrying/schedule.js'
import type { SendingProfile } from '../sending/profiles/profile.js'
import { PROFILES } from '../sending/profiles/registry.js'

interface SigningKey {
  key: KeyObject
  /** Milliseconds since the epoch; `undefined` for the current key. */
  expiresAt: number | undefined
}

/** A webhook made ready for sending: secrets opened, key objects built, lists turned into what matching asks. */
export class CompiledWebhook {
  readonly id: string
  readonly tenantId: string
  readonly url: string
  readonly enabled: boolean
  readonly profile: SendingProfile
  readonly schedule: Schedule
  readonly timeoutMs: number
  readonly signatureUri: 'url' | 'path'
  readonly limits: LaneLimits
  readonly createdAt: string
  readonly updatedAt: string
  /** `undefined` = every payload passes. */
  readonly filter: FilterPredicate | undefined
  readonly ordered: boolean
  private opened: { keys: SigningKey[]; headers: Record<string, string> } | undefined

  constructor(
    private readonly record: WebhookRecord,
    private readonly sealer: Sealer,
  ) {
    this.id = record.id
    this.tenantId = record.tenant_id
    this.url = record.url
    this.enabled = record.enabled
    this.profile = PROFILES[record.profile]
    this.schedule = scheduleOf(record.retry, this.profile.preset)
    this.timeoutMs = record.timeout_ms ?? this.profile.timeoutMs
    this.signatureUri = record.signature_uri
    this.limits = limitsOf(record)
    this.createdAt = record.created_at
    this.updatedAt = record.updated_at
    this.filter = record.options?.filter && compileFilter(record.options.filter)
    this.ordered = record.options?.ordered ?? false
  }

  get eventTypes(): readonly string[] | null {
    return this.record.event_types
  }

  /** What {@link filter} was made of. */
  get filterTree(): Filter | undefined {
    return this.record.options?.filter
  }

  /** Newest first; the old key of a rotation is among them while its grace lasts. */
  signingKeys(nowMs: number): KeyObject[] {
    return this.secrets()
      .keys.filter(({ expiresAt }) => expiresAt === undefined || expiresAt > nowMs)
      .map(({ key }) => key)
  }

  customHeaders(): Record<string, string> {
    return this.secrets().headers
  }

  /** Opened at the first use, not for all of ten thousand webhooks at start. */
  private secrets(): { keys: SigningKey[]; headers: Record<string, string> } {
    this.opened ??= { keys: this.openKeys(), headers: this.openHeaders() }
    return this.opened
  }

  private openKeys(): SigningKey[] {
    return this.record.secrets.map(({ sealed, expires_at }) => {
      const secret = this.sealer.open(sealed, this.tenantId, SEAL_PURPOSES.webhookSecret)
      const key = createHmacKey(this.profile.secretForm === 'whsec' ? secret : Buffer.from(secret))
      return { key, expiresAt: expires_at === null ? undefined : Date.parse(expires_at) }
    })
  }

  private openHeaders(): Record<string, string> {
    if (this.record.headers === null) return {}
    const opened = this.sealer.open(this.record.headers.sealed, this.tenantId, SEAL_PURPOSES.webhookHeaders)
    return JSON.parse(opened) as Record<string, string>
  }
}

function limitsOf({ options = {} }: WebhookRecord): LaneLimits {
  const { max_in_flight: maxInFlight = Infinity, rate_limit: rate } = options
  return { maxInFlight, rateLimit: rate && { limit: rate.limit, periodSeconds: rate.period_seconds } }
}

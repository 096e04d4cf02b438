import { SEAL_PURPOSES, type WebhookRecord } from '@hookline/event-schemas'
import { Sealer } from '@hookline/service-kit'
import { Inject, Injectable } from '@nestjs/common'
import { ENV, type Env } from '../env.js'

type SealedHeaders = WebhookRecord['headers']

/** Seals what a webhook must keep secret before it leaves the gateway, and opens it for its owner. */
@Injectable()
export class WebhookVault {
  private readonly sealer: Sealer

  constructor(@Inject(ENV) env: Pick<Env, 'HOOKLINE_MASTER_KEYS'>) {
    this.sealer = new Sealer(env.HOOKLINE_MASTER_KEYS)
  }

  sealSecret(secret: string, tenantId: string): string {
    return this.sealer.seal(secret, tenantId, SEAL_PURPOSES.webhookSecret)
  }

  /** The current secret. */
  secretOf({ secrets, tenant_id }: WebhookRecord): string {
    return this.sealer.open(secrets[0]!.sealed, tenant_id, SEAL_PURPOSES.webhookSecret)
  }

  sealHeaders(headers: Record<string, string>, tenantId: string): SealedHeaders {
    const names = Object.keys(headers)
    if (names.length === 0) return null
    return { names, sealed: this.sealer.seal(JSON.stringify(headers), tenantId, SEAL_PURPOSES.webhookHeaders) }
  }

  headersOf({ headers, tenant_id }: WebhookRecord): Record<string, string> {
    if (headers === null) return {}
    return JSON.parse(this.sealer.open(headers.sealed, tenant_id, SEAL_PURPOSES.webhookHeaders)) as Record<
      string,
      string
    >
  }
}

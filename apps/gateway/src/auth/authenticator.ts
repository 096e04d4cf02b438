import { timingSafeEqual } from 'node:crypto'
import { DomainError, unavailable } from '@hookline/service-kit'
import { Inject, Injectable } from '@nestjs/common'
import { ENV, type Env } from '../env.js'
import { Snapshot } from '../snapshot/snapshot.js'
import type { KnownKey } from '../snapshot/api-keys.view.js'
import { digest, keyIdOf } from './api-key-text.js'
import { AttemptLimiter } from './attempt-limiter.js'
import { ADMIN, type Principal } from './principal.js'
import { sourceOf } from './source.js'

const BEARER = /^Bearer +([\x21-\x7E]{1,512}) *$/i

const refused = (): DomainError =>
  new DomainError('unauthenticated', 'Send a valid API key as Authorization: Bearer <key>.')

/** Tells who a bearer key stands for, from memory. Keys are compared by their digests in constant time. */
@Injectable()
export class Authenticator {
  private readonly adminDigest: Buffer
  private readonly adminLength: number
  private readonly limiter: AttemptLimiter

  constructor(
    @Inject(ENV) env: Env,
    private readonly snapshot: Snapshot,
  ) {
    this.adminDigest = digest(env.HOOKLINE_ADMIN_KEY)
    this.adminLength = env.HOOKLINE_ADMIN_KEY.length
    this.limiter = new AttemptLimiter({
      burst: env.HOOKLINE_LIMIT_AUTH_FAILURES,
      perSecond: env.HOOKLINE_LIMIT_AUTH_FAILURES_PER_SECOND,
    })
  }

  /** @throws DomainError 401, 429 for an address with too many refusals, 503 while the configuration is not known. */
  authenticate(authorization: string | undefined, ip: string, now: number): Principal {
    const key = BEARER.exec(authorization ?? '')?.[1]
    const known = key === undefined ? undefined : this.snapshot.apiKeys.get(keyIdOf(key) ?? '')
    const source = sourceOf(ip, this.target(key, known))
    const wait = this.limiter.waitSeconds(source, now)
    if (wait > 0) throw tooMany(wait)
    const principal = key === undefined ? undefined : this.check(key, known, now)
    if (principal !== undefined) return principal
    if (authorization !== undefined) this.limiter.failed(source, now)
    throw refused()
  }

  /**
   * What an address is trying: failures count apart for each known key, for the admin key and for the rest, so that
   * guessing at random locks nobody out who shares the address.
   */
  private target(key: string | undefined, known: KnownKey | undefined): string {
    if (known !== undefined) return known.record.id
    return key?.length === this.adminLength ? 'admin' : ''
  }

  private check(key: string, known: KnownKey | undefined, now: number): Principal | undefined {
    if (known === undefined) {
      if (key.length === this.adminLength && timingSafeEqual(digest(key), this.adminDigest)) return ADMIN
      const ready = this.snapshot.readiness()
      if (ready !== true) throw unavailable('The configuration is not known yet. Try again.')
      return undefined
    }
    const { record, digest: expected, expiresAt } = known
    if (!timingSafeEqual(digest(key), expected) || expiresAt <= now) return undefined
    if (this.snapshot.tenants.get(record.tenant_id) === undefined) return undefined
    return { kind: 'key', keyId: record.id, tenantId: record.tenant_id, scopes: record.scopes }
  }
}

const tooMany = (seconds: number): DomainError =>
  new DomainError('rate_limited', 'Too many refused keys from this address.', { retryAfterSeconds: seconds })

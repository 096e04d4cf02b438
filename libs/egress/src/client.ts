import type { Dispatcher } from 'undici'
import type { Cidr } from './address-guard.js'
import { trustStore } from './connect.js'
import { EgressFault } from './egress-fault.js'
import { Exchange, type ExchangeLimits } from './exchange.js'
import { createLookup, type Lookup } from './lookup.js'
import { OriginPool, type PoolOptions } from './origin-pool.js'
import { wireHeaders } from './request-headers.js'
import type { EgressResult } from './result.js'
import { type Target, TargetCache } from './target.js'

export interface EgressOptions {
  /** Address ranges of the deployment that may be reached though they are not public. */
  readonly allowCidrs: readonly Cidr[]
  readonly allowHttp: boolean
  /** For look-up and TCP together; default 3,000. */
  readonly connectTimeoutMs?: number
  /** For the TLS handshake; default 5,000. */
  readonly tlsTimeoutMs?: number
  /** Of an answer; default 16 KiB. */
  readonly headersMaxBytes?: number
  /** Of an answer; the connection is closed when more comes. Default 64 KiB. */
  readonly maxBodyBytes?: number
  /** Of an answer, as kept in the result; default 16 KiB. */
  readonly keepBodyBytes?: number
  /** Default 64; what is more waits, at most until its deadline. */
  readonly maxSocketsPerOrigin?: number
  /** How long an unused connection stays open; default 4,000 (many servers close after 5 s). */
  readonly keepAliveMs?: number
  /** No request is sent on an older connection; default 60,000. */
  readonly maxSocketAgeMs?: number
  /** Default: DNS by c-ares; with the hosts file where private ranges are allowed. */
  readonly lookup?: Lookup
  /** Authorities (PEM) trusted beside the system's. */
  readonly ca?: readonly string[]
}

export interface EgressRequest {
  readonly url: string
  readonly method: 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'GET' | 'HEAD' | 'OPTIONS'
  /** All headers but those of the connection (`host`, `content-length`, `accept-encoding` …). */
  readonly headers: Readonly<Record<string, string>>
  readonly body?: Uint8Array | null
  /** For the whole attempt: waiting, look-up, connection, answer. In milliseconds from the call. */
  readonly deadlineMs: number
  /** Requests of different pools share neither connections nor a queue, also to the same origin. */
  readonly pool?: string
}

export interface EgressClient {
  /** Sends a request. It is never repeated, a redirect never followed; whatever happens is in the result. */
  send(request: EgressRequest): Promise<EgressResult>
  /** Waits for the requests under way (their deadlines bound that), then closes all connections. */
  close(): Promise<void>
}

export function createEgressClient(options: EgressOptions): EgressClient {
  return new GuardedClient(options)
}

class GuardedClient implements EgressClient {
  private readonly pools = new Map<string, OriginPool>()
  private readonly targets: TargetCache
  private readonly poolOptions: PoolOptions
  private readonly limits: ExchangeLimits
  private active = 0
  private onIdle: (() => void) | undefined
  private closing: Promise<void> | undefined

  constructor(options: EgressOptions) {
    this.targets = new TargetCache(options)
    this.limits = { maxBodyBytes: options.maxBodyBytes ?? 65_536, keepBodyBytes: options.keepBodyBytes ?? 16_384 }
    this.poolOptions = poolOptions(options)
  }

  send(request: EgressRequest): Promise<EgressResult> {
    if (this.closing) return refused(new EgressFault('connect', 'the client is closed'))
    const target = this.targets.get(request.url)
    if (target instanceof EgressFault) return refused(target)
    const headers = wireHeaders(request.headers)
    if (headers === undefined) return refused(new EgressFault('invalid_request'))
    const { method, body = null, deadlineMs } = request
    return this.exchange({ path: target.path, method, headers, body }, deadlineMs, this.poolOf(target, request.pool))
  }

  close(): Promise<void> {
    this.closing ??= new Promise<void>((resolve) => {
      this.onIdle = resolve
      if (this.active === 0) resolve()
    }).then(() => {
      for (const pool of this.pools.values()) pool.close()
    })
    return this.closing
  }

  private exchange(request: Dispatcher.DispatchOptions, deadlineMs: number, pool: OriginPool): Promise<EgressResult> {
    this.active++
    return new Promise((resolve) => {
      const exchange = new Exchange(request, deadlineMs, this.limits, (ended, { result, isComplete }) => {
        pool.end(ended, isComplete)
        resolve(result)
        if (--this.active === 0) this.onIdle?.()
      })
      pool.run(exchange)
    })
  }

  private poolOf(target: Target, name: string | undefined): OriginPool {
    const key = name === undefined ? target.origin : `${target.origin} ${name}`
    let pool = this.pools.get(key)
    if (pool === undefined) {
      pool = new OriginPool(target.origin, { ...target }, this.poolOptions, () => this.pools.delete(key))
      this.pools.set(key, pool)
    }
    return pool
  }
}

function poolOptions(options: EgressOptions): PoolOptions {
  return {
    allowCidrs: options.allowCidrs,
    connectTimeoutMs: options.connectTimeoutMs ?? 3000,
    tlsTimeoutMs: options.tlsTimeoutMs ?? 5000,
    headersMaxBytes: options.headersMaxBytes ?? 16_384,
    maxSocketsPerOrigin: options.maxSocketsPerOrigin ?? 64,
    keepAliveMs: options.keepAliveMs ?? 4000,
    maxSocketAgeMs: options.maxSocketAgeMs ?? 60_000,
    lookup: options.lookup ?? createLookup({ useSystem: options.allowCidrs.length > 0 }),
    secureContext: trustStore(options.ca),
  }
}

function refused({ code, message }: EgressFault): Promise<EgressResult> {
  return Promise.resolve({ outcome: 'failure', code, message, durationMs: 0, mayHaveReached: false })
}

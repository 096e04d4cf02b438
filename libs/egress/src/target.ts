import { EgressFault } from './egress-fault.js'
import { checkTargetUrl, type UrlPolicy } from './target-url.js'
import { hostOf, portOf } from './url-parts.js'

/** A URL, taken apart for sending. */
export interface Target {
  readonly origin: string
  /** With the query. */
  readonly path: string
  /** Without brackets. */
  readonly hostname: string
  readonly port: number
  readonly secure: boolean
}

const MAX_CACHED = 20_000

/** Checks and parses each URL once. (On overflow it starts anew: that costs a few microseconds per URL.) */
export class TargetCache {
  private readonly known = new Map<string, Target | EgressFault>()

  constructor(private readonly policy: UrlPolicy) {}

  get(url: string): Target | EgressFault {
    const known = this.known.get(url)
    if (known !== undefined) return known
    if (this.known.size >= MAX_CACHED) this.known.clear()
    const target = parseTarget(url, this.policy)
    this.known.set(url, target)
    return target
  }
}

function parseTarget(raw: string, policy: UrlPolicy): Target | EgressFault {
  const checked = checkTargetUrl(raw, policy)
  if (!checked.ok) return new EgressFault(checked.code === 'address' ? 'blocked' : 'invalid_url', checked.message)
  const url = new URL(checked.href)
  return {
    origin: url.origin,
    path: url.pathname + url.search,
    hostname: hostOf(url),
    port: portOf(url),
    secure: url.protocol === 'https:',
  }
}

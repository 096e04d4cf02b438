import { lookup as systemLookup, Resolver } from 'node:dns/promises'
import { codeOf, EgressFault } from './egress-fault.js'

export interface ResolvedAddress {
  readonly address: string
  readonly family: 4 | 6
}

/** All addresses of a name. Rejects, or gives none, when there is none. */
export type Lookup = (hostname: string) => Promise<readonly ResolvedAddress[]>

export interface LookupOptions {
  /** `address:port` of name servers; absent = those of the machine. */
  readonly servers?: readonly string[]
  /** Per try; the second of the two tries waits twice as long. (c-ares takes 250 at least.) */
  readonly timeoutMs?: number
  /** Ask the operating system (hosts file, search domains) for names that DNS does not know. */
  readonly useSystem?: boolean
}

const TRIES = 2
const NO_SUCH_NAME: ReadonlySet<string> = new Set(['ENOTFOUND', 'ENODATA'])

/**
 * A look-up by c-ares, without a cache. Not `dns.lookup`: that blocks a thread of libuv's pool, two at most do so at a
 * time, and the names of one customer whose name server is silent would hold up everyone's.
 */
export function createLookup({ servers, timeoutMs = 700, useSystem = false }: LookupOptions = {}): Lookup {
  const resolver = new Resolver({ timeout: timeoutMs, tries: TRIES })
  if (servers) resolver.setServers(servers)
  return async (hostname) => {
    const answers = await Promise.allSettled([resolver.resolve4(hostname), resolver.resolve6(hostname)])
    const [v4, v6] = answers.map((answer) => (answer.status === 'fulfilled' ? answer.value : []))
    const found = [...tagged(v4, 4), ...tagged(v6, 6)]
    if (found.length > 0) return found
    if (useSystem && answers.every(isNoSuchName)) return fromSystem(hostname)
    throw new EgressFault('dns')
  }
}

function tagged(addresses: readonly string[] = [], family: 4 | 6): ResolvedAddress[] {
  return addresses.map((address) => ({ address, family }))
}

function isNoSuchName(answer: PromiseSettledResult<unknown>): boolean {
  return answer.status === 'rejected' && NO_SUCH_NAME.has(codeOf(answer.reason))
}

async function fromSystem(hostname: string): Promise<ResolvedAddress[]> {
  const found = await systemLookup(hostname, { all: true, order: 'ipv4first' })
  return found.map(({ address, family }) => ({ address, family: family === 6 ? 6 : 4 }))
}

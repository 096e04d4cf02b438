import type { LookupFunction } from 'node:net'
import { type Cidr, isAllowed } from './address-guard.js'
import { EgressFault } from './egress-fault.js'
import type { Lookup, ResolvedAddress } from './lookup.js'

/** More are checked, but not tried. */
const MAX_TRIED = 8

const LOOPBACK: readonly ResolvedAddress[] = [
  { address: '127.0.0.1', family: 4 },
  { address: '::1', family: 6 },
]

/**
 * The look-up of one connect: the addresses it hands over are those that were checked, so there is no second
 * resolution in which they could change. An answer with a single address that is not allowed is refused as a whole.
 */
export function guardedLookup(lookup: Lookup, allowCidrs: readonly Cidr[]): LookupFunction {
  return (hostname, options, callback) => {
    void checked(hostname, lookup, allowCidrs).then((answer) => {
      if (answer instanceof EgressFault) return callback(answer, [])
      const [first] = answer
      if (options.all === true) return callback(null, answer)
      return first ? callback(null, first.address, first.family) : callback(new EgressFault('dns'), [])
    })
  }
}

async function checked(
  hostname: string,
  lookup: Lookup,
  allowCidrs: readonly Cidr[],
): Promise<ResolvedAddress[] | EgressFault> {
  const isReachable = ({ address }: ResolvedAddress): boolean => isAllowed(address, allowCidrs)
  // RFC 6761: no name server is asked for this one. It gets here only where the deployment allows loopback.
  if (hostname === 'localhost') return LOOPBACK.filter(isReachable)
  try {
    const found = await lookup(hostname)
    if (found.length === 0) return new EgressFault('dns')
    return found.every(isReachable) ? found.slice(0, MAX_TRIED) : new EgressFault('blocked')
  } catch {
    return new EgressFault('dns')
  }
}

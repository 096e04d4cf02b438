import ipaddr from 'ipaddr.js'
import { isIP } from 'node:net'

type Address = ipaddr.IPv4 | ipaddr.IPv6

/** A parsed CIDR range. */
export type Cidr = readonly [address: Address, prefixLength: number]

/** A text that is no list of CIDR ranges. `item` is the part that is wrong. */
export class CidrError extends Error {
  override readonly name = 'CidrError'
  readonly code = 'invalid_cidr'

  constructor(readonly item: string) {
    super(`not an address range: ${item}`)
  }
}

/**
 * Ranges of a list such as `127.0.0.0/8, ::1, 10.1.0.0/16` (commas or blanks; a bare address is a range of one).
 * @throws CidrError
 */
export function parseCidrs(text: string): Cidr[] {
  return text
    .split(/[\s,]+/)
    .filter((item) => item !== '')
    .map(parseCidr)
}

function parseCidr(item: string): Cidr {
  const [host = '', prefix, ...more] = item.split('/')
  const family = isIP(host)
  if (family === 0 || host.includes('%') || more.length > 0) throw new CidrError(item)
  const bits = family === 4 ? 32 : 128
  const length = prefix === undefined ? bits : decimal(prefix)
  if (length === undefined || length > bits) throw new CidrError(item)
  return [ipaddr.parse(host), length]
}

function decimal(text: string): number | undefined {
  return /^\d{1,3}$/.test(text) ? Number(text) : undefined
}

/**
 * Hosts that ipaddr.js calls public: Azure's host service, and (already reserved, named to be sure) the metadata
 * addresses of Oracle and Alibaba.
 */
const DENIED: ReadonlySet<string> = new Set(['168.63.129.16', '192.0.0.192', '100.100.100.200'])

/**
 * Whether we may connect to this address: public unicast, or inside a range that the deployment allows.
 * @param ip as in `socket.remoteAddress` or a DNS answer; anything else is refused.
 */
export function isAllowed(ip: string, allowCidrs: readonly Cidr[]): boolean {
  if (isIP(ip) === 0) return false
  const address = ipaddr.parse(ip)
  return isListed(address, allowCidrs) || isPublic(address)
}

/** Whether the deployment allows loopback, as a demo or a test does. */
export function allowsLoopback(allowCidrs: readonly Cidr[]): boolean {
  return isListed(ipaddr.parse('127.0.0.1'), allowCidrs) || isListed(ipaddr.parse('::1'), allowCidrs)
}

/** Whether the address, public or not, lies in one of the ranges. */
function isListed(address: Address, ranges: readonly Cidr[]): boolean {
  return ranges.some(([range, length]) => range.kind() === address.kind() && address.match(range, length))
}

function isPublic(address: Address): boolean {
  if (address.range() !== 'unicast' || DENIED.has(address.toString())) return false
  return address instanceof ipaddr.IPv4 || isPublicIpv6(address)
}

/** ipaddr.js lets pass all that it does not know: ::/96, 4000::/3 and up, and ISATAP, which embeds an IPv4 address. */
function isPublicIpv6({ parts }: ipaddr.IPv6): boolean {
  const [first = 0, , , , fifth = 0, sixth = 0] = parts
  const isGlobal = first >> 13 === 1
  const isIsatap = (fifth & 0xfdff) === 0 && sixth === 0x5efe
  return isGlobal && !isIsatap
}

import { isIP } from 'node:net'
import { allowsLoopback, type Cidr, isAllowed } from './address-guard.js'
import { isPublicName } from './host-name.js'
import { isAllowedPort, isUserPort } from './ports.js'
import { hostOf, portOf } from './url-parts.js'

export interface UrlPolicy {
  /** `http:` beside `https:`, for development and closed networks. */
  readonly allowHttp: boolean
  readonly allowCidrs: readonly Cidr[]
}

/**
 * - `empty`; `too_long`: over 2,048 bytes
 * - `forbidden_character`: white space, control characters or backslashes (a URL parser silently drops or turns them)
 * - `malformed`; `scheme`; `userinfo`; `fragment`
 * - `host`: not a public DNS name, or an address in a form other than the canonical one
 * - `address`: a literal address that is not public nor allowed
 * - `port`: not 80, 443 or a usual port from 1024 up
 */
export type UrlFaultCode =
  | 'empty'
  | 'too_long'
  | 'forbidden_character'
  | 'malformed'
  | 'scheme'
  | 'userinfo'
  | 'fragment'
  | 'host'
  | 'address'
  | 'port'

export interface UrlFault {
  readonly ok: false
  readonly code: UrlFaultCode
  readonly message: string
}

/** `href` is the normalised form for sending; what the owner submitted is kept apart, to show it again. */
export type CheckedUrl = { readonly ok: true; readonly href: string } | UrlFault

const MAX_BYTES = 2048
// oxlint-disable-next-line no-control-regex -- control characters are what it looks for
const FORBIDDEN = /[\s\\\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/
const SHAPE = /^(https?):\/\/([^/?#]+)/i

/**
 * Checks a webhook's URL: when it is saved, and again before each use, because the policy may have changed.
 * No look-up is made: which addresses a name has is checked at each connect.
 * @param raw as submitted. Its raw form is judged first: `URL` repairs too much.
 */
export function checkTargetUrl(raw: string, policy: UrlPolicy): CheckedUrl {
  return rawFault(raw) ?? parsedUrl(raw, policy)
}

function rawFault(raw: string): UrlFault | undefined {
  if (raw === '') return fault('empty', 'the URL is empty')
  if (Buffer.byteLength(raw) > MAX_BYTES) return fault('too_long', `the URL is longer than ${MAX_BYTES} bytes`)
  if (FORBIDDEN.test(raw))
    return fault('forbidden_character', 'the URL contains blanks, control characters or backslashes')
  if (raw.includes('#')) return fault('fragment', 'the URL must not have a fragment')
  return undefined
}

function parsedUrl(raw: string, policy: UrlPolicy): CheckedUrl {
  const [, scheme, authority] = SHAPE.exec(raw) ?? []
  if (scheme === undefined || authority === undefined) {
    return /^https?:/i.test(raw) ? malformed() : fault('scheme', 'the URL must begin with https://')
  }
  if (scheme.toLowerCase() === 'http' && !policy.allowHttp) return fault('scheme', 'the URL must begin with https://')
  if (authority.includes('@')) return fault('userinfo', 'the URL must not contain a user name or password')
  const url = URL.parse(raw)
  if (url === null) return malformed()
  return hostFault(url, authority, policy) ?? { ok: true, href: url.href }
}

function hostFault(url: URL, authority: string, policy: UrlPolicy): UrlFault | undefined {
  const host = hostOf(url)
  const port = portOf(url)
  const local = isLoopback(host) && allowsLoopback(policy.allowCidrs)
  if (isIP(host) === 0) {
    if (!local && !isPublicName(host)) return fault('host', 'the host must be a public DNS name')
  } else {
    if (!isCanonical(host, authority)) return fault('host', 'the host is an address in an unusual form')
    if (!isAllowed(host, policy.allowCidrs)) return fault('address', 'destination not allowed')
  }
  return isAllowedPort(port) || (local && isUserPort(port)) ? undefined : fault('port', 'the port is not allowed')
}

/** `localhost` and literal loopback addresses; a name that resolves to them is no loopback host. */
function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'))
}

/** `URL` turns `0x7f.1` and `①.①.①.①` into dotted decimals; only an address written so is accepted. */
function isCanonical(host: string, authority: string): boolean {
  return isIP(host) === 6 || authority === host || authority.startsWith(`${host}:`)
}

function malformed(): UrlFault {
  return fault('malformed', 'the URL is malformed')
}

function fault(code: UrlFaultCode, message: string): UrlFault {
  return { ok: false, code, message }
}

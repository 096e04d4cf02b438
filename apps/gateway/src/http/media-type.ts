import { DomainError } from '@hookline/service-kit'
import type { IncomingHttpHeaders } from 'node:http'

/** `type/subtype` in lower case, without parameters; empty when there is none. */
export const mediaType = (contentType: string | undefined): string =>
  (contentType ?? '').split(';', 1)[0]!.trim().toLowerCase()

const CHARSET = /;\s*charset\s*=\s*"?([^";\s]*)/i

/** JSON is UTF-8, and nothing is inflated: a bomb costs its own size only. @throws DomainError 415 */
export function requirePlainJson(headers: IncomingHttpHeaders, accepted: string): void {
  refuseEncoding(headers)
  const contentType = headers['content-type']
  if (mediaType(contentType) !== accepted) {
    throw new DomainError('unsupported_media_type', `Send the body as ${accepted}.`)
  }
  const charset = CHARSET.exec(contentType ?? '')?.[1]
  if (charset !== undefined && charset.toLowerCase() !== 'utf-8' && charset.toLowerCase() !== 'utf8') {
    throw new DomainError('unsupported_media_type', 'JSON is read as UTF-8 only.')
  }
}

export function refuseEncoding(headers: IncomingHttpHeaders): void {
  const encoding = headers['content-encoding']
  if (encoding !== undefined && encoding.toLowerCase() !== 'identity') {
    throw new DomainError('unsupported_media_type', 'Send the body without Content-Encoding.')
  }
}

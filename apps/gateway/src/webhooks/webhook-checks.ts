import type { Profile } from '@hookline/dto'
import { checkCustomHeaders, checkTargetUrl, type UrlPolicy } from '@hookline/egress'
import { DomainError } from '@hookline/service-kit'
import { parseSecret, SecretError } from '@hookline/signing'
import { invalid } from '../http/validate.js'

/** @throws DomainError `url_refused`. The URL is kept as it came: it is shown so, and signed so (contract A16). */
export function requireTargetUrl(url: string, policy: UrlPolicy): void {
  const checked = checkTargetUrl(url, policy)
  if (checked.ok) return
  throw new DomainError('url_refused', `url: ${checked.message}`, {
    errors: [{ path: 'url', message: checked.message }],
  })
}

/** @throws DomainError `header_refused` that names each header. */
export function requireHeaders(headers: Record<string, string>): void {
  const checked = checkCustomHeaders(headers)
  if (checked.ok) return
  const errors = checked.faults.map(({ name, message }) => ({
    path: name === '' ? 'headers' : `headers.${name}`,
    message,
  }))
  throw new DomainError('header_refused', `${errors[0]!.path}: ${errors[0]!.message}`, { errors })
}

const MAX_KEY_BYTES = 512

/** A `whsec_` secret for the standard profile; any text of 1–512 bytes for jwt-signature. @throws DomainError at `secret` */
export function requireSecret(secret: string, profile: Profile): void {
  const message = profile === 'standard' ? standardFault(secret) : textFault(secret)
  if (message !== undefined) throw invalid([{ path: 'secret', message }])
}

function standardFault(secret: string): string | undefined {
  try {
    parseSecret(secret)
    return undefined
  } catch (error) {
    if (error instanceof SecretError) return error.message
    throw error
  }
}

/** Of `hmac_signature_key`: its UTF-8 bytes are the key, so a lone surrogate would be none. */
export function textFault(secret: string): string | undefined {
  const bytes = Buffer.byteLength(secret)
  if (bytes < 1 || bytes > MAX_KEY_BYTES) return `must have 1 to ${MAX_KEY_BYTES} bytes`
  if (/[\u0000-\u001F\u007F-\u009F]/.test(secret) || !secret.isWellFormed())
    return 'must not contain control characters'
  return undefined
}

/**
 * - `missing_id`, `missing_timestamp`, `missing_signature`: the header is absent or empty
 * - `invalid_timestamp`: not a time in the expected form
 * - `timestamp_too_old`, `timestamp_in_future`: further from now than the tolerance
 * - `unsupported_version`: no `v1` signature in the list, or a token that is not HS256
 * - `malformed_token`: not a compact JWT with the claims of `JwtSignatureClaims`
 * - `no_match`: no signature of the list fits any secret (wrong secret, or a body that is not what was sent)
 * - `payload_mismatch`, `uri_mismatch`, `method_mismatch`: a genuine token of another request
 * - `invalid_body`: not bytes (a parsed body cannot be verified)
 * - `invalid_secret`: no secret given, or one that cannot be a key
 */
export type VerifyErrorCode =
  | 'missing_id'
  | 'missing_timestamp'
  | 'missing_signature'
  | 'invalid_timestamp'
  | 'timestamp_too_old'
  | 'timestamp_in_future'
  | 'unsupported_version'
  | 'malformed_token'
  | 'no_match'
  | 'payload_mismatch'
  | 'uri_mismatch'
  | 'method_mismatch'
  | 'invalid_body'
  | 'invalid_secret'

export interface Refusal {
  readonly ok: false
  readonly code: VerifyErrorCode
  readonly message: string
}

export const DEFAULT_TOLERANCE_SECONDS = 300

const MESSAGES: Readonly<Record<VerifyErrorCode, string>> = {
  missing_id: 'the header webhook-id is missing',
  missing_timestamp: 'the header webhook-timestamp is missing',
  missing_signature: 'the signature header is missing',
  invalid_timestamp: 'the timestamp is not in the expected form',
  timestamp_too_old: 'the timestamp is too old',
  timestamp_in_future: 'the timestamp lies in the future',
  unsupported_version: 'no signature of a supported version',
  malformed_token: 'the token is malformed',
  no_match: 'no signature matches',
  payload_mismatch: 'the token belongs to another payload',
  uri_mismatch: 'the token belongs to another uri',
  method_mismatch: 'the token belongs to another method',
  invalid_body: 'the body must be the raw bytes received',
  invalid_secret: 'the secret cannot be used as a key',
}

export function refuse(code: VerifyErrorCode): Refusal {
  return { ok: false, code, message: MESSAGES[code] }
}

/** Both directions: a time too far ahead would stay valid for longer than the tolerance. */
export function timeFault(seconds: number, nowSeconds: number, toleranceSeconds: number): Refusal | undefined {
  if (nowSeconds - seconds > toleranceSeconds) return refuse('timestamp_too_old')
  if (seconds - nowSeconds > toleranceSeconds) return refuse('timestamp_in_future')
  return undefined
}

/** A header that is there and not empty; a repeated header that arrives as a list is no header. */
export function isPresent(header: unknown): header is string {
  return typeof header === 'string' && header !== ''
}

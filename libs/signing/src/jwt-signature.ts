import { createHmac, hash, type KeyObject } from 'node:crypto'

/** Claims of the `SIGNATURE` header of the webhook-configuration dialect. No `aud`, `exp`, `nbf`, `iat`: receivers' libraries act on them. */
export interface JwtSignatureClaims {
  /** Hex MD5 of the bytes sent. */
  readonly payload_md5: string
  /** Hex SHA-256 of the bytes sent. */
  readonly payload_sha256: string
  /** UTC with microseconds: `2026-09-27T08:00:00.123456Z`. */
  readonly timestamp: string
  readonly method: string
  /** The URL as registered, or its path when the webhook says so. */
  readonly uri: string
  /** The webhook's id (`configuration_key`). */
  readonly webhook_key: string
}

export interface JwtSignatureInput {
  /** Of the UTF-8 bytes of `hmac_signature_key`. */
  readonly key: KeyObject
  /** Exactly the bytes that are sent. */
  readonly body: Uint8Array
  /** Milliseconds since 1970; a fraction gives the microseconds. */
  readonly timestampMs: number
  readonly method: string
  readonly uri: string
  readonly webhookKey: string
}

/** base64url of `{"alg":"HS256","typ":"JWT"}`: never anything else, never a `kid`. */
const HEADER = 'eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9'

/** The compact HS256 JWT that goes into the `SIGNATURE` header. */
export function signJwt({ key, body, timestampMs, method, uri, webhookKey }: JwtSignatureInput): string {
  const claims: JwtSignatureClaims = {
    payload_md5: hash('md5', body, 'hex'),
    payload_sha256: hash('sha256', body, 'hex'),
    timestamp: utcMicroseconds(timestampMs),
    method,
    uri,
    webhook_key: webhookKey,
  }
  const signed = `${HEADER}.${Buffer.from(JSON.stringify(claims)).toString('base64url')}`
  return `${signed}.${hs256(key, signed)}`
}

/** base64url of HMAC-SHA256 over `<header>.<claims>`. */
export function hs256(key: KeyObject, signed: string): string {
  return createHmac('sha256', key).update(signed).digest('base64url')
}

/** `2026-09-27T08:00:00.123456Z` of milliseconds since 1970. */
export function utcMicroseconds(timestampMs: number): string {
  const micros = Math.round(timestampMs * 1000)
  const millis = Math.floor(micros / 1000)
  const rest = String(micros - millis * 1000).padStart(3, '0')
  return `${new Date(millis).toISOString().slice(0, -1)}${rest}Z`
}

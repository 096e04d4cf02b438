import { hash } from 'node:crypto'
import { keysOf, matchesAny } from './compare.js'
import { hs256, type JwtSignatureClaims } from './jwt-signature.js'
import { createHmacKey } from './secret.js'
import { DEFAULT_TOLERANCE_SECONDS, isPresent, type Refusal, refuse, timeFault } from './verdict.js'

export interface VerifyJwtInput {
  /** Every `hmac_signature_key` that is valid now. */
  readonly keys: readonly string[]
  /** The `SIGNATURE` header. */
  readonly token: string | undefined
  /** The bytes as received, before any parsing. May be empty. */
  readonly body: Uint8Array
  /** When given, the claim must be equal. */
  readonly uri?: string
  /** When given, the claim must be equal. */
  readonly method?: string
  readonly nowSeconds: number
  /** Allowed distance from now, in the past and in the future. */
  readonly toleranceSeconds?: number
}

export type JwtVerdict = { readonly ok: true; readonly claims: JwtSignatureClaims } | Refusal

const TIMESTAMP = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/
/** Base64url parts; the third is empty in an unsigned token. */
const COMPACT = /^([\w-]+)\.([\w-]+)\.([\w-]*)$/
const CLAIMS = ['payload_md5', 'payload_sha256', 'timestamp', 'method', 'uri', 'webhook_key'] as const

/** Verifies the `SIGNATURE` JWT of the webhook-configuration dialect. Every fault is an answer with its own code; nothing is thrown. */
export function verifyJwtSignature(input: VerifyJwtInput): JwtVerdict {
  const { token, body } = input
  if (!isPresent(token)) return refuse('missing_signature')
  if (!ArrayBuffer.isView(body)) return refuse('invalid_body')
  const parts = splitToken(token)
  if (parts === undefined) return refuse('malformed_token')
  const fault = signatureFault(parts, input.keys)
  if (fault) return fault
  const claims = jsonObject(parts.payload)
  return isClaims(claims) ? (claimFault(claims, input) ?? { ok: true, claims }) : refuse('malformed_token')
}

interface TokenParts {
  readonly header: string
  readonly payload: string
  readonly signature: string
}

function splitToken(token: string): TokenParts | undefined {
  const [, header = '', payload = '', signature = ''] = COMPACT.exec(token) ?? []
  return header === '' ? undefined : { header, payload, signature }
}

function signatureFault({ header, payload, signature }: TokenParts, secrets: readonly string[]): Refusal | undefined {
  // Only ever HS256, whatever the token asks for: this line names the fault, it does not choose an algorithm.
  if (jsonObject(header)?.['alg'] !== 'HS256') return refuse('unsupported_version')
  const keys = keysOf(secrets, (secret) => createHmacKey(Buffer.from(secret)))
  if (keys === undefined) return refuse('invalid_secret')
  const expected = keys.map((key) => hs256(key, `${header}.${payload}`))
  return matchesAny([signature], expected) ? undefined : refuse('no_match')
}

function claimFault(claims: JwtSignatureClaims, input: VerifyJwtInput): Refusal | undefined {
  const { body, uri, method, nowSeconds, toleranceSeconds = DEFAULT_TOLERANCE_SECONDS } = input
  if (!isPayloadOf(claims, body)) return refuse('payload_mismatch')
  if (method !== undefined && claims.method !== method) return refuse('method_mismatch')
  if (uri !== undefined && claims.uri !== uri) return refuse('uri_mismatch')
  const seconds = Date.parse(claims.timestamp) / 1000
  if (!TIMESTAMP.test(claims.timestamp) || Number.isNaN(seconds)) return refuse('invalid_timestamp')
  return timeFault(seconds, nowSeconds, toleranceSeconds)
}

function isPayloadOf(claims: JwtSignatureClaims, body: Uint8Array): boolean {
  return claims.payload_sha256 === hash('sha256', body, 'hex') && claims.payload_md5 === hash('md5', body, 'hex')
}

function jsonObject(encoded: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(encoded, 'base64url').toString('utf8'))
    return typeof value === 'object' && value !== null ? { ...value } : undefined
  } catch {
    return undefined
  }
}

function isClaims(value: unknown): value is JwtSignatureClaims {
  if (typeof value !== 'object' || value === null) return false
  const claims = new Map<string, unknown>(Object.entries(value))
  return CLAIMS.every((name) => typeof claims.get(name) === 'string')
}

import { createSecretKey, type KeyObject, randomBytes } from 'node:crypto'

/**
 * - `secret_prefix`: no `whsec_` in front
 * - `secret_base64`: what follows is not padded standard base64
 * - `secret_length`: fewer than 24 or more than 64 bytes; for raw bytes: none
 */
export type SecretErrorCode = 'secret_prefix' | 'secret_base64' | 'secret_length'

/** A secret that cannot be a key. The message never contains the secret. */
export class SecretError extends Error {
  override readonly name = 'SecretError'

  constructor(
    readonly code: SecretErrorCode,
    message: string,
  ) {
    super(message)
  }
}

const PREFIX = 'whsec_'
const MIN_BYTES = 24
const MAX_BYTES = 64
const GENERATED_BYTES = 32

/** A new secret, `whsec_<base64>`, of 32 random bytes. */
export function generateSecret(random: Buffer = randomBytes(GENERATED_BYTES)): string {
  return PREFIX + random.toString('base64')
}

/**
 * The key bytes of a `whsec_<base64>` secret (Standard Webhooks 1.0.0: 24 to 64 bytes).
 * @throws SecretError
 */
export function parseSecret(secret: string): Buffer {
  if (!secret.startsWith(PREFIX)) throw new SecretError('secret_prefix', 'a secret begins with whsec_')
  const encoded = secret.slice(PREFIX.length)
  const bytes = Buffer.from(encoded, 'base64')
  // Node skips what is not base64, so only a round trip shows that nothing was lost.
  if (bytes.toString('base64') !== encoded)
    throw new SecretError('secret_base64', 'a secret is whsec_ and padded base64')
  if (bytes.length < MIN_BYTES || bytes.length > MAX_BYTES) {
    throw new SecretError('secret_length', `a secret has ${MIN_BYTES} to ${MAX_BYTES} bytes`)
  }
  return bytes
}

/**
 * The HMAC key of a `whsec_` secret, or of raw bytes (of a native key such as `hmac_signature_key`: its UTF-8 bytes).
 * Keep it as long as the secret is in use: on Node 24 a raw Buffer per HMAC costs five times a `KeyObject`.
 * @throws SecretError
 */
export function createHmacKey(secret: string | Uint8Array): KeyObject {
  if (typeof secret === 'string') return createSecretKey(parseSecret(secret))
  if (secret.length === 0) throw new SecretError('secret_length', 'a key has at least one byte')
  return createSecretKey(secret)
}

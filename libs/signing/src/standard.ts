import { createHmac, type KeyObject } from 'node:crypto'

export interface StandardMessage {
  /** `webhook-id`; contains no dot. */
  readonly id: string
  /** `webhook-timestamp`: whole seconds since 1970. */
  readonly timestampSeconds: number
  /** Exactly the bytes that are sent. */
  readonly body: Uint8Array
}

/**
 * The `webhook-signature` header of Standard Webhooks 1.0.0: `v1,<base64>`, space-separated, one per key.
 * During a rotation `keys` holds the new key and, for its time of grace, the old one.
 */
export function signStandard(message: StandardMessage & { readonly keys: readonly KeyObject[] }): string {
  const { keys } = message
  let header = ''
  for (const key of keys) header += header === '' ? `v1,${digestOf(key, message)}` : ` v1,${digestOf(key, message)}`
  return header
}

/** Base64 of HMAC-SHA256 over `id.timestamp.body`; the body is hashed where it lies, not copied. */
function digestOf(key: KeyObject, { id, timestampSeconds, body }: StandardMessage): string {
  return createHmac('sha256', key).update(`${id}.${timestampSeconds}.`).update(body).digest('base64')
}

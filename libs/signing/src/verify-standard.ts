import { keysOf, matchesAny } from './compare.js'
import { createHmacKey } from './secret.js'
import { signStandard } from './standard.js'
import { DEFAULT_TOLERANCE_SECONDS, isPresent, type Refusal, refuse, timeFault } from './verdict.js'

export interface VerifyStandardInput {
  /** `whsec_<base64>` secrets, or the raw bytes of native keys. */
  readonly secrets: readonly (string | Uint8Array)[]
  /** `webhook-id` */
  readonly id: string | undefined
  /** `webhook-timestamp` */
  readonly timestamp: string | undefined
  /** `webhook-signature` */
  readonly signature: string | undefined
  /** The bytes as received, before any parsing. May be empty. */
  readonly body: Uint8Array
  readonly nowSeconds: number
  /** Allowed distance from now, in the past and in the future. */
  readonly toleranceSeconds?: number
}

export type StandardVerdict = { readonly ok: true } | Refusal

/** Verifies a Standard Webhooks request. Every fault is an answer with its own code; nothing is thrown. */
export function verifyStandard(input: VerifyStandardInput): StandardVerdict {
  const { id, timestamp, signature, body } = input
  if (!isPresent(id)) return refuse('missing_id')
  if (!isPresent(timestamp)) return refuse('missing_timestamp')
  if (!isPresent(signature)) return refuse('missing_signature')
  if (!ArrayBuffer.isView(body)) return refuse('invalid_body')
  return timestampFault(timestamp, input) ?? signatureFault({ id, timestamp, signature }, input) ?? { ok: true }
}

function timestampFault(timestamp: string, input: VerifyStandardInput): Refusal | undefined {
  if (!/^\d{1,12}$/.test(timestamp)) return refuse('invalid_timestamp')
  return timeFault(Number(timestamp), input.nowSeconds, input.toleranceSeconds ?? DEFAULT_TOLERANCE_SECONDS)
}

interface SignedHeaders {
  readonly id: string
  readonly timestamp: string
  readonly signature: string
}

function signatureFault(headers: SignedHeaders, { secrets, body }: VerifyStandardInput): Refusal | undefined {
  const candidates = headers.signature.split(' ').filter((item) => item.startsWith('v1,'))
  if (candidates.length === 0) return refuse('unsupported_version')
  const keys = keysOf(secrets, createHmacKey)
  if (keys === undefined) return refuse('invalid_secret')
  const message = { id: headers.id, timestampSeconds: Number(headers.timestamp), body }
  const expected = keys.map((key) => signStandard({ ...message, keys: [key] }))
  return matchesAny(candidates, expected) ? undefined : refuse('no_match')
}

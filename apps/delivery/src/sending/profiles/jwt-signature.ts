import { signJwt } from '@hookline/signing'
import { RenderError, type SendableEvent, type SendingProfile, type SigningInput } from './profile.js'
import { standardHeaders } from './standard.js'

const END = Buffer.from('}')
const JSON_TYPE = /^application\/(?:[a-z0-9.+-]*\+)?json\b/i

/** `{"event_type":…,"event_datetime":…,"event_data":<payload>}`: the payload's bytes are joined in, not re-serialised. */
function envelope({ type, occurredAt, contentType, payload }: SendableEvent): Buffer {
  if (!JSON_TYPE.test(contentType)) throw new RenderError(`the payload is ${contentType}; this profile sends JSON only`)
  const head = `{"event_type":${JSON.stringify(type)},"event_datetime":"${occurredAt.toISOString()}","event_data":`
  return Buffer.concat([Buffer.from(head), payload, END])
}

/** The `SIGNATURE` JWT of the webhook-configuration API, and the Standard Webhooks headers beside it (contract A16, A19). */
function signatureHeaders(input: SigningInput): Record<string, string> {
  const { body, webhookId, url, signatureUri, nowMs, keys } = input
  const [current] = keys
  if (current === undefined) return {}
  const uri = signatureUri === 'url' ? url : pathOf(url)
  const jwt = signJwt({ key: current, body, timestampMs: nowMs, method: 'POST', uri, webhookKey: webhookId })
  return { SIGNATURE: jwt, ...standardHeaders(input) }
}

function pathOf(url: string): string {
  const { pathname, search } = new URL(url)
  return pathname + search
}

export const jwtSignatureProfile: SendingProfile = {
  preset: 'qi',
  timeoutMs: 10_000,
  goneDisables: false,
  secretForm: 'text',
  body: envelope,
  contentType: () => 'application/json',
  signatureHeaders,
}

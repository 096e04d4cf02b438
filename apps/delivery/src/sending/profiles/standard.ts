import { signStandard } from '@hookline/signing'
import type { SendingProfile, SigningInput } from './profile.js'

/** `webhook-id`, `webhook-timestamp`, `webhook-signature` of Standard Webhooks 1.0.0. */
export function standardHeaders({ eventId, nowMs, body, keys }: SigningInput): Record<string, string> {
  const timestampSeconds = Math.floor(nowMs / 1_000)
  return {
    'webhook-id': eventId,
    'webhook-timestamp': String(timestampSeconds),
    'webhook-signature': signStandard({ id: eventId, timestampSeconds, body, keys }),
  }
}

/** The payload as it is. */
export const standardProfile: SendingProfile = {
  preset: 'standard',
  timeoutMs: 15_000,
  goneDisables: true,
  secretForm: 'whsec',
  body: ({ payload }) => payload,
  contentType: ({ contentType }) => contentType,
  signatureHeaders: standardHeaders,
}

import type { CompiledWebhook } from '../matching/compiled-webhook.js'
import type { SendableEvent } from './profiles/profile.js'

interface Parts {
  webhook: CompiledWebhook
  event: SendableEvent
  body: Buffer
  attempt: number
  userAgent: string
  nowMs: number
}

/** The headers of one attempt: the webhook's own first, so that ours win where names meet. */
export function requestHeaders({ webhook, event, body, attempt, userAgent, nowMs }: Parts): Record<string, string> {
  const { profile, id: webhookId, url, signatureUri } = webhook
  const keys = webhook.signingKeys(nowMs)
  return {
    ...webhook.customHeaders(),
    'content-type': profile.contentType(event),
    'user-agent': userAgent,
    'hookline-event-type': event.type,
    'hookline-attempt': String(attempt),
    ...profile.signatureHeaders({ body, eventId: event.id, webhookId, url, signatureUri, nowMs, keys }),
  }
}

/** What may be recorded: values of the webhook's own headers are secrets of its owner. */
export function maskedHeaders(headers: Record<string, string>, custom: Record<string, string>): Record<string, string> {
  const masked = { ...headers }
  for (const name of Object.keys(custom)) if (headers[name] === custom[name]) masked[name] = '****'
  return masked
}

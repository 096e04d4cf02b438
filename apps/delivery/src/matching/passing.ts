import type { CompiledWebhook } from './compiled-webhook.js'
import { jsonPayload, type Payload } from './json-payload.js'

/**
 * Those whose filter lets the payload pass; what is no JSON passes none. The payload is parsed once, and only when one of
 * them has a filter.
 */
export function passing(webhooks: readonly CompiledWebhook[], event: Payload): readonly CompiledWebhook[] {
  if (webhooks.every(({ filter }) => filter === undefined)) return webhooks
  const parsed = jsonPayload(event)
  return webhooks.filter(({ filter }) => filter === undefined || (parsed.ok && filter(parsed.value)))
}

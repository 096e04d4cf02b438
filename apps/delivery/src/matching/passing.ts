import type { CompiledWebhook } from './compiled-webhook.js'

interface Payload {
  contentType: string
  payload: Buffer
}

const JSON_TYPE = /^application\/(?:[a-z0-9.+-]*\+)?json\b/i

/** What no filter passes: a payload that is no JSON. */
const NOT_JSON = Symbol('not-json')

/** Those whose filter lets the payload pass. It is parsed once, and only when one of them has a filter. */
export function passing(webhooks: readonly CompiledWebhook[], event: Payload): readonly CompiledWebhook[] {
  if (webhooks.every(({ filter }) => filter === undefined)) return webhooks
  const payload = parse(event)
  return webhooks.filter(({ filter }) => filter === undefined || (payload !== NOT_JSON && filter(payload)))
}

function parse({ contentType, payload }: Payload): unknown {
  if (!JSON_TYPE.test(contentType)) return NOT_JSON
  try {
    return JSON.parse(payload.toString())
  } catch {
    return NOT_JSON
  }
}

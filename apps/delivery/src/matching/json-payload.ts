import { parseJsonBytes, type ParsedJson } from '@hookline/event-schemas'

export interface Payload {
  readonly contentType: string
  readonly payload: Buffer
}

const JSON_TYPE = /^application\/(?:[a-z0-9.+-]*\+)?json\s*(?:;|$)/i

/** What filters look at: the same payloads as those that the API shows as JSON, never guessed from the bytes. */
export const jsonPayload = ({ contentType, payload }: Payload): ParsedJson =>
  JSON_TYPE.test(contentType)
    ? parseJsonBytes(payload)
    : { ok: false, code: 'not_json', message: 'the content type is not JSON' }

import type { JsonLimits } from '@hookline/event-schemas'
import { DomainError } from '@hookline/service-kit'
import { checkJsonLimits } from '@hookline/event-schemas'
import type { Env } from '../env.js'

/** What one event and one request may hold. Depth and members count for the payload, wherever it stands. */
export interface PublishLimits {
  eventBytes: number
  batchEvents: number
  payload: JsonLimits
}

export const publishLimits = (env: Env): PublishLimits => ({
  eventBytes: env.HOOKLINE_LIMIT_EVENT_BYTES,
  batchEvents: env.HOOKLINE_LIMIT_BATCH_EVENTS,
  payload: { maxDepth: env.HOOKLINE_LIMIT_JSON_DEPTH, maxKeys: env.HOOKLINE_LIMIT_JSON_KEYS },
})

/** Members of the envelope around a payload. */
const ENVELOPE_KEYS = 100
/** A batch may hold many payloads; `JSON.parse` of so many members still takes some ten milliseconds only. */
const BATCH_KEYS = 10
/** Above the payload's own limit, so that the check of each payload can name the one that is too deep. */
const BATCH_LEVELS = 64

/** For a body with one payload in it, `levels` objects and arrays deep. */
export const aroundOne = ({ payload }: PublishLimits, levels: number): JsonLimits => ({
  maxDepth: payload.maxDepth + levels,
  maxKeys: payload.maxKeys + ENVELOPE_KEYS,
})

export const aroundBatch = ({ payload }: PublishLimits): JsonLimits => ({
  maxDepth: payload.maxDepth + BATCH_LEVELS,
  maxKeys: payload.maxKeys * BATCH_KEYS,
})

/** @throws DomainError 413 or 400; `path` names the payload in the request. */
export function requirePayload(payload: Buffer, limits: PublishLimits, path: string): void {
  if (payload.length > limits.eventBytes) {
    const message = `has more than ${limits.eventBytes} bytes`
    throw new DomainError('payload_too_large', `${path} ${message}.`, { errors: [{ path, message }] })
  }
}

/** The same limits for a payload that stands in a batch, where the body as a whole was checked more generously. */
export function requirePayloadShape(payload: Buffer, limits: PublishLimits, path: string): void {
  const exceeded = checkJsonLimits(payload, limits.payload)
  if (exceeded === undefined) return
  const what =
    exceeded.code === 'too_deep'
      ? `is nested deeper than ${exceeded.limit} levels`
      : `has more than ${exceeded.limit} members`
  throw new DomainError('malformed_body', `${path} ${what}.`, { errors: [{ path, message: what }] })
}

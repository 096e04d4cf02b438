import type { EventSummary } from '@hookline/dto'
import { parseJsonBytes, type DELIVERY_RPC } from '@hookline/event-schemas'
import type { z } from 'zod'
import { isJsonType } from '../../publish/cloud-event.js'

type StoredEvent = z.output<(typeof DELIVERY_RPC)['events.get']['reply']>

/**
 * The answer for one event. A JSON payload is joined in as the bytes that were published, never re-serialised:
 * `12345678901234567890` stays what it is. What is no JSON comes as base64.
 */
export function eventJson({ summary, content_type, payload, deliveries }: StoredEvent): Buffer {
  const bytes = Buffer.from(payload, 'base64')
  const head = open({ ...summary, content_type } satisfies EventSummary & { content_type: string })
  const tail = JSON.stringify({ deliveries }).slice(1)
  if (!isJson(content_type, bytes)) return Buffer.from(`${head},"payload_base64":${JSON.stringify(payload)},${tail}`)
  return Buffer.concat([Buffer.from(`${head},"payload":`), bytes, Buffer.from(`,${tail}`)])
}

const open = (value: object): string => JSON.stringify(value).slice(0, -1)

/** An outside producer may have called anything JSON. */
const isJson = (contentType: string, bytes: Buffer): boolean => isJsonType(contentType) && parseJsonBytes(bytes).ok

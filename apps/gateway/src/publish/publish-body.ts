import { STRUCTURED_CONTENT_TYPE } from '@hookline/event-schemas'
import { DomainError } from '@hookline/service-kit'
import type { FastifyRequest } from 'fastify'
import { mediaType, refuseEncoding, requirePlainJson } from '../http/media-type.js'
import { bodyBytes } from '../http/raw-body.js'
import { isBinary, readBinary, readStructured } from './cloud-event.js'
import type { EventInput } from './event-input.js'
import { readNativeBatch, readNativeEvent } from './native-events.js'
import type { PublishLimits } from './publish-limits.js'

/** The event of a request: structured CloudEvent, binary CloudEvent, or native JSON. */
export function readEvent(request: FastifyRequest, tenantId: string, limits: PublishLimits): EventInput {
  const { headers, body } = request
  if (mediaType(headers['content-type']) === STRUCTURED_CONTENT_TYPE) {
    requirePlainJson(headers, STRUCTURED_CONTENT_TYPE)
    return readStructured(bodyBytes(body), tenantId, limits)
  }
  if (isBinary(headers)) {
    refuseEncoding(headers)
    return readBinary(headers, Buffer.isBuffer(body) ? body : Buffer.alloc(0), tenantId, limits)
  }
  requireNative(headers)
  return readNativeEvent(bodyBytes(body), tenantId, limits)
}

export function readBatch({ headers, body }: FastifyRequest, tenantId: string, limits: PublishLimits): EventInput[] {
  requirePlainJson(headers, 'application/json')
  return readNativeBatch(bodyBytes(body), tenantId, limits)
}

function requireNative(headers: FastifyRequest['headers']): void {
  if (mediaType(headers['content-type']) !== 'application/json') {
    throw new DomainError(
      'unsupported_media_type',
      `Send application/json, ${STRUCTURED_CONTENT_TYPE}, or ce-* headers with any content type.`,
    )
  }
  requirePlainJson(headers, 'application/json')
}

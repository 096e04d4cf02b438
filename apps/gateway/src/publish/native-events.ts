import { PublishBatch, PublishEvent } from '@hookline/dto'
import { elementSlices, memberSlices, RawJsonError } from '@hookline/event-schemas'
import { DomainError } from '@hookline/service-kit'
import { isObject, parseJson } from '../http/raw-body.js'
import { invalid, validate } from '../http/validate.js'
import { nativeSource, type EventInput } from './event-input.js'
import { aroundBatch, aroundOne, requirePayload, requirePayloadShape, type PublishLimits } from './publish-limits.js'

/** One event as native JSON. */
export function readNativeEvent(body: Buffer, tenantId: string, limits: PublishLimits): EventInput {
  const value = parseJson(body, aroundOne(limits, 1))
  if (!isObject(value)) throw new DomainError('malformed_body', 'The body must be a JSON object.')
  const payload = payloadOf(body, undefined, 'payload')
  const event = validate(PublishEvent, value)
  requirePayload(payload, limits, 'payload')
  return toInput(event, payload, tenantId)
}

/** A batch as native JSON; the first event that is not valid refuses them all, by its index. */
export function readNativeBatch(body: Buffer, tenantId: string, limits: PublishLimits): EventInput[] {
  const value = parseJson(body, aroundBatch(limits))
  if (!isObject(value)) throw new DomainError('malformed_body', 'The body must be a JSON object.')
  if (Array.isArray(value['events']) && value['events'].length > limits.batchEvents) {
    throw invalid([{ path: 'events', message: `must have at most ${limits.batchEvents} events` }])
  }
  const slices = Array.isArray(value['events']) ? elementSlices(body, sliceOf(body, undefined, 'events')) : []
  const payloads = slices.map((slice, index) =>
    isObject((value['events'] as unknown[])[index]) ? payloadOf(body, slice, `events.${index}`) : EMPTY,
  )
  const { events } = validate(PublishBatch, value)
  return events.map((event, index) => {
    const path = `events.${index}.payload`
    requirePayload(payloads[index]!, limits, path)
    requirePayloadShape(payloads[index]!, limits, path)
    return toInput(event, payloads[index]!, tenantId)
  })
}

type Range = NonNullable<Parameters<typeof memberSlices>[1]>

const EMPTY = Buffer.alloc(0)

/** The exact bytes of `payload`; empty when there is none, which the schema refuses. */
function payloadOf(body: Buffer, range: Range | undefined, path: string): Buffer {
  const slice = sliceOf(body, range, 'payload', path)
  return slice === undefined ? EMPTY : body.subarray(slice.start, slice.end)
}

function sliceOf(body: Buffer, range: Range | undefined, name: string, path = ''): Range | undefined {
  try {
    return memberSlices(body, range).get(name)
  } catch (error) {
    if (!(error instanceof RawJsonError)) throw error
    const where = range === undefined ? '' : path
    const errors = [{ path: where, message: error.message }]
    throw new DomainError('malformed_body', `The body cannot be taken: ${error.message}.`, { errors })
  }
}

function toInput(event: PublishEvent, payload: Buffer, tenantId: string): EventInput {
  return {
    id: event.id,
    source: nativeSource(tenantId),
    type: event.type,
    occurredAt: event.occurred_at,
    contentType: 'application/json',
    payload,
    orderingKey: event.ordering_key,
    tags: event.tags ?? [],
    extensions: {},
  }
}

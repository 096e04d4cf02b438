import { CloudEventAttributes, StructuredCloudEvent } from '@hookline/dto'
import { memberSlices, RawJsonError } from '@hookline/event-schemas'
import { DomainError } from '@hookline/service-kit'
import type { IncomingHttpHeaders } from 'node:http'
import { mediaType } from '../http/media-type.js'
import { isObject, parseJson } from '../http/raw-body.js'
import { invalid, validate } from '../http/validate.js'
import type { EventInput } from './event-input.js'
import { aroundOne, requirePayload, type PublishLimits } from './publish-limits.js'

const JSON_TYPE = /^application\/(?:[a-z0-9.+-]*\+)?json$/
const EXTENSION_NAME = /^[a-z0-9]{1,20}$/
const KNOWN: ReadonlySet<string> = new Set([...Object.keys(CloudEventAttributes.shape), 'data', 'data_base64'])

export const isJsonType = (contentType: string): boolean => JSON_TYPE.test(mediaType(contentType))

/** HTTP protocol binding §3.2: one JSON envelope; the payload is the exact slice of `data`, or the bytes of `data_base64`. */
export function readStructured(body: Buffer, tenantId: string, limits: PublishLimits): EventInput {
  const parsed = parseJson(body, aroundOne(limits, 1))
  if (!isObject(parsed)) throw new DomainError('malformed_body', 'The body must be a JSON object.')
  const slice = dataSlice(body)
  // In JSON an attribute that is null is one that is absent.
  const members = Object.fromEntries(
    Object.entries(parsed).filter(([name, value]) => value !== null || name === 'data'),
  )
  const { data, data_base64, ...attributes } = validate(StructuredCloudEvent, members)
  const contentType = attributes.datacontenttype ?? 'application/json'
  const payload = data_base64 === undefined ? textOrSlice(data, contentType, slice) : fromBase64(data_base64)
  if (payload === undefined) throw invalid([{ path: 'data', message: 'is required (or data_base64)' }])
  requirePayload(payload, limits, 'data')
  return toInput({ attributes, contentType, payload, extensions: extensionsOf(members) }, tenantId)
}

function dataSlice(body: Buffer): Buffer | undefined {
  try {
    const range = memberSlices(body).get('data')
    return range && body.subarray(range.start, range.end)
  } catch (error) {
    if (!(error instanceof RawJsonError)) throw error
    throw new DomainError('malformed_body', `The body cannot be taken: ${error.message}.`)
  }
}

/** Text stands in the envelope as a JSON string; everything else stands for itself. */
function textOrSlice(data: unknown, contentType: string, slice: Buffer | undefined): Buffer | undefined {
  return typeof data === 'string' && !isJsonType(contentType) ? Buffer.from(data) : slice
}

function fromBase64(text: string): Buffer {
  const bytes = Buffer.from(text, 'base64')
  if (bytes.toString('base64') === text) return bytes
  throw invalid([{ path: 'data_base64', message: 'must be padded standard base64' }])
}

/** HTTP protocol binding §3.1: attributes are `ce-*` headers, the body is the payload, of any content type. */
export function readBinary(
  headers: IncomingHttpHeaders,
  body: Buffer,
  tenantId: string,
  limits: PublishLimits,
): EventInput {
  const given = binaryAttributes(headers)
  const contentType = headers['content-type'] ?? 'application/octet-stream'
  const attributes = validate(CloudEventAttributes, { ...given, datacontenttype: contentType })
  requirePayload(body, limits, 'body')
  if (isJsonType(contentType)) parseJson(body, limits.payload)
  return toInput({ attributes, contentType, payload: body, extensions: extensionsOf(given) }, tenantId)
}

export const isBinary = (headers: IncomingHttpHeaders): boolean =>
  headers['ce-specversion'] !== undefined || headers['ce-type'] !== undefined || headers['ce-id'] !== undefined

function binaryAttributes(headers: IncomingHttpHeaders): Record<string, string> {
  const names = Object.keys(headers).filter((name) => name.startsWith('ce-'))
  return Object.fromEntries(names.map((name) => [name.slice(3), decoded(String(headers[name]), name)]))
}

function decoded(value: string, name: string): string {
  if (!value.includes('%')) return value
  try {
    return decodeURIComponent(value)
  } catch {
    throw invalid([{ path: name, message: 'has a malformed percent escape' }])
  }
}

/** What we do not know ourselves travels on with the event. */
function extensionsOf(members: Record<string, unknown>): Record<string, string> {
  const names = Object.keys(members).filter((name) => !KNOWN.has(name))
  const bad = names.find((name) => !EXTENSION_NAME.test(name))
  if (bad !== undefined) throw invalid([{ path: bad, message: 'must be 1–20 lower-case letters and digits' }])
  return Object.fromEntries(names.map((name) => [name, String(members[name])]))
}

interface CloudEvent {
  attributes: CloudEventAttributes
  contentType: string
  payload: Buffer
  extensions: Record<string, string>
}

function toInput({ attributes, contentType, payload, extensions }: CloudEvent, tenantId: string): EventInput {
  if (attributes.tenantkey !== undefined && attributes.tenantkey !== tenantId) {
    throw invalid([{ path: 'tenantkey', message: 'must be the tenant of the path' }])
  }
  return {
    id: attributes.id,
    source: attributes.source,
    type: attributes.type,
    occurredAt: attributes.time,
    contentType,
    payload,
    orderingKey: attributes.partitionkey,
    tags: attributes.tags ?? [],
    extensions,
  }
}

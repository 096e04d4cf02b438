import {
  checkJsonLimits,
  elementSlices,
  memberSlices,
  parseJsonBytes,
  RawJsonError,
  type JsonLimits,
} from '@hookline/event-schemas'
import { DomainError } from '@hookline/service-kit'

type Range = Parameters<typeof memberSlices>[1]

const OPEN_OBJECT = 0x7b
const OPEN_ARRAY = 0x5b

const malformed = (message: string): DomainError => new DomainError('malformed_body', message)

/** The bytes of the body; a request without a body is refused. */
export function bodyBytes(body: unknown): Buffer {
  if (!Buffer.isBuffer(body) || body.length === 0) throw malformed('The body is empty.')
  return body
}

/** Parses strict JSON inside the limits. @throws DomainError `malformed_body` */
export function parseJson(bytes: Buffer, limits: JsonLimits): unknown {
  const exceeded = checkJsonLimits(bytes, limits)
  if (exceeded?.code === 'too_deep') throw malformed(`The JSON is nested deeper than ${exceeded.limit} levels.`)
  if (exceeded !== undefined) throw malformed(`The JSON has more than ${exceeded.limit} members.`)
  const parsed = parseJsonBytes(bytes)
  if (!parsed.ok) throw malformed(`Not readable: ${parsed.message}.`)
  return parsed.value
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The object in `bytes`; a member that occurs twice, or reaches for a prototype, is refused at any depth. */
export function parseObject(bytes: Buffer, limits: JsonLimits): Record<string, unknown> {
  const value = parseJson(bytes, limits)
  if (!isObject(value)) throw malformed('The body must be a JSON object.')
  try {
    refuseAmbiguous(bytes)
  } catch (error) {
    if (error instanceof RawJsonError) throw malformed(`The body cannot be taken: ${error.message}.`)
    throw error
  }
  return value
}

/** Recursion is bounded by the depth that the limits allow. */
function refuseAmbiguous(bytes: Buffer, range?: Range): void {
  const first = bytes[range?.start ?? firstByte(bytes)]
  if (first === OPEN_OBJECT) for (const member of memberSlices(bytes, range).values()) refuseAmbiguous(bytes, member)
  if (first === OPEN_ARRAY) for (const element of elementSlices(bytes, range)) refuseAmbiguous(bytes, element)
}

function firstByte(bytes: Buffer): number {
  let at = 0
  while (at < bytes.length && bytes[at]! <= 0x20) at += 1
  return at
}

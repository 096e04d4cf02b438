import { PROBLEMS, type FieldError, type ProblemCode } from '@hookline/dto'
import { RawJsonError } from '@hookline/event-schemas'
import { DomainError } from '@hookline/service-kit'

/** What an answer says of an error, before a format gives it a shape. */
export interface Failure {
  code: ProblemCode
  status: number
  detail: string
  errors?: FieldError[] | undefined
  retryAfterSeconds?: number | undefined
  extra?: Record<string, string | string[]> | undefined
  /** Methods that the path knows, of a 405. */
  allow?: string | undefined
  /** There is no such path, whoever asks. */
  unknownRoute?: boolean | undefined
}

/** Errors of the framework carry a status and a message that may repeat the input: only the status is taken over. */
const BY_STATUS: Record<number, { code: ProblemCode; detail: string }> = {
  400: { code: 'malformed_request', detail: 'The request is malformed.' },
  404: { code: 'not_found', detail: 'There is nothing at this path.' },
  408: { code: 'request_timeout', detail: 'The request did not arrive in time.' },
  413: { code: 'payload_too_large', detail: 'The request is larger than the limit.' },
  414: { code: 'uri_too_long', detail: 'The URI is too long.' },
  415: { code: 'unsupported_media_type', detail: 'This content type is not accepted here.' },
  431: { code: 'headers_too_large', detail: 'The header fields are too large.' },
}

const INTERNAL_DETAIL = 'Something went wrong on our side.'

export function failure(code: ProblemCode, detail: string, more: Partial<Failure> = {}): Failure {
  return { ...more, code, status: PROBLEMS[code].status, detail }
}

export function failureOf(error: unknown): Failure {
  if (error instanceof DomainError) {
    const { code, message, errors, retryAfterSeconds, extra } = error
    return failure(code, code === 'internal' ? INTERNAL_DETAIL : message, { errors, retryAfterSeconds, extra })
  }
  if (error instanceof RawJsonError) return failure('malformed_body', `The body cannot be read: ${error.message}.`)
  return failureOfStatus(statusOf(error))
}

export function failureOfStatus(status: number): Failure {
  const known = BY_STATUS[status] ?? (status >= 400 && status < 500 ? BY_STATUS[400] : undefined)
  return known === undefined ? failure('internal', INTERNAL_DETAIL) : failure(known.code, known.detail)
}

function statusOf(error: unknown): number {
  if (typeof error !== 'object' || error === null) return 500
  const { statusCode, status } = error as { statusCode?: unknown; status?: unknown }
  const found = statusCode ?? status
  return typeof found === 'number' ? found : 500
}

import type { FieldError, ProblemCode } from '@hookline/dto'

interface Details {
  errors?: FieldError[]
  retryAfterSeconds?: number
  /** Members for the answer beside the message, such as the id that a retry should use. */
  extra?: Record<string, string | string[]>
  cause?: unknown
}

/** A refusal with a stable code; what it says may be shown to the caller. Anything else that is thrown is `internal`. */
export class DomainError extends Error {
  override readonly name = 'DomainError'
  readonly errors: FieldError[] | undefined
  readonly retryAfterSeconds: number | undefined
  readonly extra: Record<string, string | string[]> | undefined

  constructor(
    readonly code: ProblemCode,
    message: string,
    details: Details = {},
  ) {
    super(message, { cause: details.cause })
    this.errors = details.errors
    this.retryAfterSeconds = details.retryAfterSeconds
    this.extra = details.extra
  }
}

export const notFound = (what: string): DomainError => new DomainError('not_found', `${what} not found`)

export const unavailable = (message: string, retryAfterSeconds = 1, cause?: unknown): DomainError =>
  new DomainError('unavailable', message, { retryAfterSeconds, cause })

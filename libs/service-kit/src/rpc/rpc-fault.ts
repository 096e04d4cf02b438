import type { RpcFault } from '@hookline/event-schemas'
import { DomainError } from '../errors/domain-error.js'

/** What the caller may learn of an error: a {@link DomainError} as it is, a lost database as 503, the rest as `internal`. */
export function faultOf(error: unknown): RpcFault {
  if (error instanceof DomainError) {
    return {
      code: error.code,
      message: error.message,
      ...(error.errors && { errors: error.errors }),
      ...(error.retryAfterSeconds !== undefined && { retry_after_seconds: error.retryAfterSeconds }),
    }
  }
  if (isDatabaseLost(error)) {
    return { code: 'unavailable', message: 'The database does not answer. Try again.', retry_after_seconds: 1 }
  }
  return { code: 'internal', message: 'Something went wrong on our side.' }
}

const LOST = /^(08|57P0|53)|ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|ENOTFOUND/
const LOST_MESSAGE =
  /Connection terminated|timeout exceeded when trying to connect|Query read timeout|Cannot use a pool/i

/** Connection loss, server shutdown, no more connections, or a time limit: worth a retry. */
export function isDatabaseLost(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const { code, driverError } = error as { code?: string; driverError?: unknown }
  return LOST.test(code ?? '') || LOST_MESSAGE.test(error.message) || isDatabaseLost(driverError)
}

export function errorOf(fault: RpcFault): DomainError {
  return new DomainError(fault.code, fault.message, {
    ...(fault.errors && { errors: fault.errors }),
    ...(fault.retry_after_seconds !== undefined && { retryAfterSeconds: fault.retry_after_seconds }),
  })
}

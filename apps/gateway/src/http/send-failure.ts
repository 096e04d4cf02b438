import type { FastifyReply, FastifyRequest } from 'fastify'
import type { AnswerFormat } from './answer-format.js'
import type { Failure } from './failure.js'

/** Headers that belong to a failure, whatever its format. */
export function failureHeaders({ status, retryAfterSeconds, allow }: Failure): Record<string, string> {
  const retryAfter = retryAfterSeconds ?? (status === 429 || status === 503 ? 1 : undefined)
  return {
    ...(retryAfter !== undefined && { 'retry-after': String(Math.max(1, Math.ceil(retryAfter))) }),
    ...(allow !== undefined && { allow }),
    ...(status === 401 && { 'www-authenticate': 'Bearer realm="hookline"' }),
  }
}

export function sendFailure(
  request: FastifyRequest,
  reply: FastifyReply,
  failure: Failure,
  format: AnswerFormat,
): void {
  // A string goes out as it is: fastify takes charset and length from it and serialises nothing.
  const body = JSON.stringify(format.render(failure, request.id))
  reply.status(failure.status).headers(failureHeaders(failure)).header('content-type', format.contentType).send(body)
}

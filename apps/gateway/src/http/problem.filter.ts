import { Logger } from '@hookline/service-kit'
import { Catch, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { AnswerFormats } from './answer-format.js'
import { failure, failureOf, type Failure } from './failure.js'
import { RouteTable } from './route-table.js'
import { sendFailure } from './send-failure.js'

/** The one place where errors become answers, in the format of the dialect that was asked. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(
    private readonly formats: AnswerFormats,
    private readonly routes: RouteTable,
    private readonly logger: Logger,
  ) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp()
    this.answer(error, http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>())
  }

  answer(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
    if (reply.sent) return
    const failed = this.refineNotFound(failureOf(error), request)
    if (failed.code === 'internal') this.logger.error('http.failed', error, { request_id: request.id })
    if (failed.code === 'payload_too_large') letFinish(request, reply)
    sendFailure(request, reply, failed, this.formats.of(request.raw.url ?? '/'))
  }

  /** A known path with another method is a 405 that names the methods it knows. */
  private refineNotFound(failed: Failure, request: FastifyRequest): Failure {
    if (failed.status !== 404 || !request.is404) return failed
    const allowed = this.routes.allowed(request.raw.url ?? '/')
    if (allowed.length === 0 || allowed.includes(request.method)) return { ...failed, unknownRoute: true }
    const detail = `This path does not know ${request.method}.`
    return failure('method_not_allowed', detail, { allow: allowed.join(', ') })
  }
}

const READ_AND_DROP = 64 * 1024 * 1024

/**
 * Fastify closes the connection on a body over the limit; a client that is still sending then meets a reset instead of
 * the answer. What says that it ends soon enough is read and dropped.
 */
function letFinish({ headers }: FastifyRequest, reply: FastifyReply): void {
  if (Number(headers['content-length']) <= READ_AND_DROP) reply.removeHeader('connection')
}

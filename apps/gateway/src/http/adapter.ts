import { DomainError } from '@hookline/service-kit'
import { FastifyAdapter } from '@nestjs/platform-fastify'
import type { FastifyHttpOptions, FastifyReply, FastifyRequest } from 'fastify'
import type { Server } from 'node:http'
import type { AnswerFormats } from './answer-format.js'
import { clientErrorHandler } from './client-error.js'
import { failureOf } from './failure.js'
import { requestIdOf } from './request-id.js'
import { sendFailure } from './send-failure.js'
import { standardHeaders } from './standard-headers.js'

interface Options {
  formats: AnswerFormats
  bodyLimit: number
  trustedProxies: string[]
}

const HEADERS_WITHIN_MS = 10_000
const REQUEST_WITHIN_MS = 30_000
const CHECK_EVERY_MS = 1_000
/** Longer than the idle time of usual load balancers (60 s), so that they close first. */
const KEEP_ALIVE_MS = 72_000
const LONGEST_PARAMETER = 512

/** Fastify, with every refusal of its own in our formats. No compression, no CORS, no body parser but the raw one. */
export function createAdapter({ formats, bodyLimit, trustedProxies }: Options): FastifyAdapter {
  const options: FastifyHttpOptions<Server> & { skipMiddie: boolean } = {
    logger: false,
    bodyLimit,
    trustProxy: trustedProxies.length > 0 ? trustedProxies : false,
    genReqId: requestIdOf,
    requestTimeout: REQUEST_WITHIN_MS,
    keepAliveTimeout: KEEP_ALIVE_MS,
    return503OnClosing: false,
    skipMiddie: true,
    routerOptions: { maxParamLength: LONGEST_PARAMETER },
    // A missing Host header is answered by us, in our format (http/hooks.ts).
    http: { requireHostHeader: false, headersTimeout: HEADERS_WITHIN_MS, connectionsCheckingInterval: CHECK_EVERY_MS },
    clientErrorHandler: clientErrorHandler(formats),
    frameworkErrors: (error, request, reply) => refuseTarget(error, request, reply, formats),
  }
  const adapter = new FastifyAdapter<Server>(options)
  adapter.getInstance().removeAllContentTypeParsers()
  // One parser that keeps the bytes: what is signed and sent later is what came.
  adapter.getInstance().addContentTypeParser('*', { parseAs: 'buffer', bodyLimit }, (_request, body, done) => {
    done(null, body)
  })
  return adapter
}

/** The router refuses a target before any hook runs: a broken escape is 400, a parameter too long to exist is 404. */
function refuseTarget(
  error: { code?: string },
  request: FastifyRequest,
  reply: FastifyReply,
  formats: AnswerFormats,
): void {
  const refusal =
    error.code === 'FST_ERR_MAX_PARAM_LENGTH'
      ? new DomainError('not_found', 'There is nothing at this path.')
      : new DomainError('malformed_request', 'The path has a malformed escape.')
  reply.headers(standardHeaders(request.id))
  const failed = { ...failureOf(refusal), unknownRoute: refusal.code === 'not_found' }
  sendFailure(request, reply, failed, formats.of(request.raw.url ?? '/'))
}

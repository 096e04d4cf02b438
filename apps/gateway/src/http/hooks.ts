import { continueTrace, DomainError } from '@hookline/service-kit'
import type { IncomingMessage } from 'node:http'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Principal } from '../auth/principal.js'
import type { AccessLog } from './access-log.js'
import { refusedSockets } from './client-error.js'
import { standardHeaders } from './standard-headers.js'

declare module 'fastify' {
  interface FastifyRequest {
    traceparent: string
    /** Who calls; null on public routes. */
    principal: Principal | null
    /** The tenant of the path, or of the key; null for an admin outside a tenant. */
    tenantId: string | null
  }
}

interface Hooks {
  authorize: (request: FastifyRequest) => void
  log: AccessLog
}

const MAX_TARGET = 4_096

/** What every request goes through, before its body is read: headers, trace, who calls and whether he may. */
export function installHooks(instance: FastifyInstance, { authorize, log }: Hooks): void {
  instance.decorateRequest('traceparent', '')
  instance.decorateRequest('principal', null)
  instance.decorateRequest('tenantId', null)
  instance.addHook('onRequest', (request, reply, done) => {
    try {
      begin(request, reply)
      authorize(request)
      done()
    } catch (error) {
      done(error as Error)
    }
  })
  instance.addHook('onResponse', (request, reply, done) => {
    log.answered(request, reply)
    done()
  })
}

function begin(request: FastifyRequest, reply: FastifyReply): void {
  const { headers, raw } = request
  reply.headers(standardHeaders(request.id))
  const parent = headers['traceparent']
  request.traceparent = continueTrace(typeof parent === 'string' ? parent : undefined)
  if (raw.url !== undefined && raw.url.length > MAX_TARGET) {
    throw new DomainError('uri_too_long', `The URI has more than ${MAX_TARGET} characters.`)
  }
  const fault = framingFault(raw)
  if (fault === undefined) return
  reply.header('connection', 'close')
  refusedSockets.add(raw.socket)
  throw new DomainError('malformed_request', fault)
}

/** What Node lets through, and a proxy in front may have read otherwise: the connection cannot be trusted after it. */
function framingFault({ httpVersion, rawHeaders, headers }: IncomingMessage): string | undefined {
  const encoding = headers['transfer-encoding']
  if (encoding !== undefined && encoding.toLowerCase() !== 'chunked') return 'The transfer coding is not known.'
  if (httpVersion === '1.1' && hostHeaders(rawHeaders) !== 1) return 'A request needs exactly one Host header.'
  return undefined
}

/** Node keeps the first of several Host headers and drops the rest: a proxy in front may have kept the last. */
function hostHeaders(rawHeaders: string[]): number {
  let count = 0
  for (let i = 0; i < rawHeaders.length; i += 2) {
    if (rawHeaders[i]!.length === 4 && rawHeaders[i]!.toLowerCase() === 'host') count += 1
  }
  return count
}

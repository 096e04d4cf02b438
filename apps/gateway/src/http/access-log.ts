import { Logger, traceId } from '@hookline/service-kit'
import { Injectable } from '@nestjs/common'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { httpRequests, httpSeconds } from '../metrics.js'

/** One line and one measurement for each request; the route's pattern, never the target with its query. */
@Injectable()
export class AccessLog {
  constructor(private readonly logger: Logger) {}

  answered(request: FastifyRequest, reply: FastifyReply): void {
    const route = request.routeOptions.url ?? 'unknown'
    const { method } = request
    const status = reply.statusCode
    httpRequests.inc({ route, method, status })
    httpSeconds.observe(reply.elapsedTime / 1_000)
    const { endpoint } = request.routeOptions.config
    if (status < 400 && (endpoint === undefined || endpoint.ownLine === true)) return
    this.logger.event('http.answered', {
      method,
      route,
      status,
      ms: Math.round(reply.elapsedTime * 10) / 10,
      tenant: request.tenantId,
      request_id: request.id,
      trace_id: traceId(request.traceparent),
    })
  }
}

import type { JsonLimits } from '@hookline/event-schemas'
import { createParamDecorator, type ExecutionContext } from '@nestjs/common'
import type { FastifyRequest } from 'fastify'
import { callOf } from './call.js'
import { requirePlainJson } from './media-type.js'
import { bodyBytes, parseObject } from './raw-body.js'
import { validate } from './validate.js'

declare module 'fastify' {
  interface FastifyInstance {
    jsonLimits: JsonLimits
  }
}

const requestOf = (context: ExecutionContext): FastifyRequest => context.switchToHttp().getRequest<FastifyRequest>()

/** The JSON object of the body as it came, before any schema. */
function jsonObjectOf({ headers, body, server }: FastifyRequest): Record<string, unknown> {
  requirePlainJson(headers, 'application/json')
  return parseObject(bodyBytes(body), server.jsonLimits)
}

/** The body, checked by the schema of the route's `@Endpoint`. */
export const JsonBody = createParamDecorator((_: unknown, context: ExecutionContext): unknown => {
  const request = requestOf(context)
  return validate(request.routeOptions.config.endpoint!.body!, jsonObjectOf(request))
})

/** As {@link JsonBody}, where all members are optional and no body is the same as an empty object. */
export const OptionalJsonBody = createParamDecorator((_: unknown, context: ExecutionContext): unknown => {
  const request = requestOf(context)
  const empty = !Buffer.isBuffer(request.body) || request.body.length === 0
  return validate(request.routeOptions.config.endpoint!.body!, empty ? {} : jsonObjectOf(request))
})

/** The query, checked by the schema of the route's `@Endpoint`. */
export const ValidQuery = createParamDecorator((_: unknown, context: ExecutionContext): unknown => {
  const { routeOptions, query } = requestOf(context)
  return validate(routeOptions.config.endpoint!.query!, query)
})

/** Who calls and for which tenant; the tenant exists and the caller may see it: the guard has checked. */
export const Caller = createParamDecorator((_: unknown, context: ExecutionContext) => callOf(requestOf(context)))

import type { ProblemCode, Scope } from '@hookline/dto'
import { RouteConfig } from '@nestjs/platform-fastify'
import type { z } from 'zod'

/** Who may call: `public` without a key, `admin` with the admin key alone, a scope with a key that has it (or the admin key). */
export type Access = 'public' | 'admin' | Scope

/** What is said once of a route: the guard, the validation and the OpenAPI document all read it. */
export interface Endpoint {
  access: Access
  tag: string
  summary: string
  query?: z.ZodType
  body?: z.ZodType
  bodyExample?: unknown
  /** Bodies of other content types. */
  otherBodies?: Record<string, z.ZodType>
  /** Status to body; `null` = no body. */
  answers: Record<number, z.ZodType | null>
  /** Codes that this route can answer beside those of every route. */
  problems?: ProblemCode[]
  /** Takes an `Idempotency-Key`. */
  idempotent?: boolean
  /** What it did has a log line of its own: a success needs no second one. */
  ownLine?: boolean
  /** Left out of the OpenAPI document. */
  hidden?: boolean
}

declare module 'fastify' {
  interface FastifyContextConfig {
    endpoint?: Endpoint
  }
}

/** Describes the route of a controller's method. */
export const Endpoint = (endpoint: Endpoint): MethodDecorator => RouteConfig({ endpoint })

import { IdempotencyKey } from '@hookline/dto'
import { derivedId } from '@hookline/event-schemas'
import type { FastifyRequest } from 'fastify'
import { uuidv7 } from '../ids.js'
import { ADMIN, type Principal } from '../auth/principal.js'
import { invalid } from './validate.js'

/** What a service needs of a request. */
export interface Call {
  principal: Principal
  /** The tenant of the path; empty outside a tenant. */
  tenantId: string
  /** Identity of the command that this request gives: a repeat with the same `Idempotency-Key` has the same one. */
  commandId: string
  traceparent: string
}

export function callOf(request: FastifyRequest, tenantId: string = request.tenantId ?? ''): Call {
  const { principal, traceparent } = request
  return { principal: principal ?? ADMIN, tenantId, commandId: commandIdOf(request, tenantId), traceparent }
}

/** @throws DomainError when the header is there but no key (1–255 visible ASCII characters). */
export function idempotencyKeyOf({ headers }: Pick<FastifyRequest, 'headers'>): string | undefined {
  const given = headers['idempotency-key']
  if (given === undefined) return undefined
  const parsed = IdempotencyKey.safeParse(given)
  if (parsed.success) return parsed.data
  throw invalid([{ path: 'Idempotency-Key', message: 'must be 1–255 visible ASCII characters' }])
}

/** The path is part of it, so that one key may be used on several routes and objects. */
function commandIdOf(request: FastifyRequest, tenantId: string): string {
  const key = request.routeOptions.config.endpoint?.idempotent === true ? idempotencyKeyOf(request) : undefined
  if (key === undefined) return uuidv7()
  const path = request.url.split('?', 1)[0]!
  return derivedId(tenantId, `${request.method} ${path}`, key)
}

import type { Scope } from '@hookline/dto'
import { DomainError, notFound, unavailable } from '@hookline/service-kit'
import { Injectable } from '@nestjs/common'
import type { FastifyRequest } from 'fastify'
import type { Access } from '../http/endpoint.js'
import { Snapshot } from '../snapshot/snapshot.js'
import { Authenticator } from './authenticator.js'
import { hasScope, maySee, type Principal } from './principal.js'

/** Decides, before a body is read, who calls, for which tenant, and whether he may. */
@Injectable()
export class Authorizer {
  constructor(
    private readonly authenticator: Authenticator,
    private readonly snapshot: Snapshot,
  ) {}

  authorize(request: FastifyRequest): void {
    const endpoint = request.routeOptions.config.endpoint
    if (endpoint === undefined || endpoint.access === 'public') return
    const principal = this.authenticator.authenticate(request.headers.authorization, request.ip, Date.now())
    const ready = this.snapshot.readiness()
    if (ready !== true) throw unavailable('The configuration is not known yet. Try again.')
    const { tenant } = request.params as { tenant?: string }
    request.principal = principal
    request.tenantId = tenant === undefined ? ownTenant(principal) : this.visibleTenant(principal, tenant)
    requireAccess(principal, endpoint.access)
  }

  /** A tenant of someone else's looks exactly like one that does not exist. */
  private visibleTenant(principal: Principal, given: string): string {
    const id = given.toLowerCase()
    if (!maySee(principal, id) || this.snapshot.tenants.get(id) === undefined) throw notFound('Tenant')
    return id
  }
}

const ownTenant = (principal: Principal): string | null => (principal.kind === 'key' ? principal.tenantId : null)

function requireAccess(principal: Principal, access: Exclude<Access, 'public'>): void {
  if (access === 'admin') {
    if (principal.kind !== 'admin') throw new DomainError('forbidden', 'Only the admin key may do this.')
  } else requireScope(principal, access)
}

function requireScope(principal: Principal, scope: Scope): void {
  if (!hasScope(principal, scope)) throw new DomainError('forbidden', `The key lacks the scope "${scope}".`)
}

import type { Scope } from '@hookline/dto'

/** Who a credential stands for. */
export type Principal = { kind: 'admin' } | { kind: 'key'; keyId: string; tenantId: string; scopes: readonly Scope[] }

export const ADMIN: Principal = { kind: 'admin' }

/** A tenant sees only its own; to everyone else it does not exist. */
export const maySee = (principal: Principal, tenantId: string): boolean =>
  principal.kind === 'admin' || principal.tenantId === tenantId

export const hasScope = (principal: Principal, scope: Scope): boolean =>
  principal.kind === 'admin' || principal.scopes.includes(scope)

import type { TenantRecord } from '@hookline/event-schemas'
import type { TenantRow } from './tenant.entity.js'

export const tenantRecord = (tenant: TenantRow): TenantRecord => ({
  id: tenant.id,
  name: tenant.name,
  created_at: tenant.created_at.toISOString(),
  updated_at: tenant.updated_at.toISOString(),
})

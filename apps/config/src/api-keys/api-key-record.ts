import type { ApiKeyRecord } from '@hookline/event-schemas'
import type { ApiKeyRow } from './api-key.entity.js'

export const apiKeyRecord = (key: ApiKeyRow): ApiKeyRecord => ({
  id: key.id,
  tenant_id: key.tenant_id,
  name: key.name,
  scopes: key.scopes,
  hash: key.hash,
  created_at: key.created_at.toISOString(),
  expires_at: key.expires_at?.toISOString() ?? null,
})

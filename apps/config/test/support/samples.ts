import { createHash, randomBytes, randomUUID } from 'node:crypto'
import type { Request } from './caller.js'

export const tenant = (name = 'Acme'): Request<'tenants.create'> => ({ id: randomUUID(), name })

export const apiKey = (
  tenantId: string,
  changes: Partial<Request<'api_keys.create'>> = {},
): Request<'api_keys.create'> => ({
  id: randomBytes(8).toString('hex'),
  tenant_id: tenantId,
  name: 'ci',
  scopes: ['events:write', 'read'],
  hash: createHash('sha256').update(randomBytes(32)).digest('hex'),
  expires_at: null,
  ...changes,
})

export const sealed = (): string => `v1.k1.${randomBytes(60).toString('base64url')}`

export const webhook = (
  tenantId: string,
  changes: Partial<Request<'webhooks.create'>> = {},
): Request<'webhooks.create'> => ({
  id: randomUUID(),
  tenant_id: tenantId,
  url: 'https://example.com/hook',
  event_types: ['order.*'],
  description: null,
  profile: 'standard',
  enabled: true,
  headers: null,
  signature_uri: 'url',
  retry: null,
  timeout_ms: null,
  metadata: {},
  sealed_secret: sealed(),
  ...changes,
})

import { dataSourceOptions, type DatabaseEnv } from '@hookline/service-kit'
import type { DataSourceOptions } from 'typeorm'
import { ApiKeyEntity } from './api-keys/api-key.entity.js'
import { CommandEntity } from './commands/command.entity.js'
import { CreateConfig1764000000000 } from './migrations/1764000000000-create-config.js'
import { WebhookOptions1764100000000 } from './migrations/1764100000000-webhook-options.js'
import { OutboxEntity } from './outbox/outbox.entity.js'
import { SnapshotStateEntity } from './snapshot/snapshot-state.entity.js'
import { TenantEntity } from './tenants/tenant.entity.js'
import { WebhookEntity } from './webhooks/webhook.entity.js'

const entities = [TenantEntity, ApiKeyEntity, WebhookEntity, OutboxEntity, SnapshotStateEntity, CommandEntity]
const migrations = [CreateConfig1764000000000, WebhookOptions1764100000000]

/** With pg's pipeline mode, which `Database` makes use of. */
export function databaseOptions(env: DatabaseEnv): DataSourceOptions {
  const options = dataSourceOptions(env, { schema: 'config', entities, migrations })
  return { ...options, extra: { ...(options.extra as object), pipeline: true } }
}

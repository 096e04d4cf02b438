import { randomBytes } from 'node:crypto'
import type { Environment, ServiceName } from '../services/service-name.js'

export interface StackSettings {
  readonly databaseUrl: string
  readonly brokers: string
  readonly prefix: string
  readonly adminKey: string
  readonly publicUrl: string
  /** Further variables for all services; they win. */
  readonly env: Environment
}

/** A key as an operator would make it for HOOKLINE_ADMIN_KEY. */
export function makeAdminKey(): string {
  return `hl_admin_${randomBytes(24).toString('base64url')}`
}

/** A fresh HOOKLINE_MASTER_KEYS. */
export function makeMasterKeys(): string {
  return `test:${randomBytes(32).toString('base64')}`
}

/** The variables of each service; a service is given only what it reads. */
export function stackEnvironment(settings: StackSettings): Record<ServiceName, Environment> {
  const common = {
    KAFKA_BROKERS: settings.brokers,
    HOOKLINE_HOST: '127.0.0.1',
    HOOKLINE_TOPIC_PREFIX: settings.prefix,
    HOOKLINE_TOPIC_PARTITIONS: '3',
    HOOKLINE_TOPIC_REPLICATION: '1',
  }
  const database = { DATABASE_URL: settings.databaseUrl }
  const outgoing = {
    HOOKLINE_MASTER_KEYS: makeMasterKeys(),
    HOOKLINE_EGRESS_ALLOW_CIDRS: '127.0.0.0/8,::1/128',
    HOOKLINE_EGRESS_ALLOW_HTTP: 'true',
  }
  return {
    config: { ...common, ...database, ...settings.env },
    delivery: { ...common, ...database, ...outgoing, ...settings.env },
    gateway: {
      ...common,
      ...outgoing,
      HOOKLINE_ADMIN_KEY: settings.adminKey,
      HOOKLINE_PUBLIC_URL: settings.publicUrl,
      ...settings.env,
    },
  }
}

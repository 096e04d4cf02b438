import { type PortName, portVariable, type Settings } from '../settings.ts'

export const SERVICES = ['gateway', 'config', 'delivery'] as const
export type ServiceName = (typeof SERVICES)[number]

/** Services that own tables and topics, in the order in which they migrate. */
export const MIGRATED = ['config', 'delivery'] as const satisfies readonly ServiceName[]

/** Variables of the start itself; a service would report them as misspelt. */
const OWN = [
  'HOOKLINE_DATA_DIR',
  'HOOKLINE_CACHE_DIR',
  ...(['receiver', 'kafka', 'kafkaController', 'postgres'] as const).map(portVariable),
]

export interface Endpoints {
  readonly databaseUrl: string
  readonly brokers: string
  readonly adminKey: string
  readonly masterKeys: string
}

type Env = Readonly<Record<string, string | undefined>>

/**
 * The environment of a service: what it needs here, and over the demo's own defaults whatever the caller has set.
 */
export function serviceEnvironment(name: ServiceName, settings: Settings, endpoints: Endpoints, env: Env): Env {
  const others = SERVICES.filter((service) => service !== name).map((service: PortName) => portVariable(service))
  const inherited = Object.entries(env).filter(([variable]) => ![...OWN, ...others].includes(variable))
  const keys = { HOOKLINE_ADMIN_KEY: endpoints.adminKey, HOOKLINE_MASTER_KEYS: endpoints.masterKeys }
  return {
    NODE_ENV: 'development',
    HOOKLINE_HOST: '127.0.0.1',
    HOOKLINE_EGRESS_ALLOW_CIDRS: '127.0.0.0/8,::1/128',
    HOOKLINE_EGRESS_ALLOW_HTTP: 'true',
    HOOKLINE_PUBLIC_URL: `http://127.0.0.1:${settings.ports.gateway}`,
    ...Object.fromEntries(inherited),
    ...keys,
    DATABASE_URL: endpoints.databaseUrl,
    KAFKA_BROKERS: endpoints.brokers,
    [portVariable(name)]: String(settings.ports[name]),
  }
}

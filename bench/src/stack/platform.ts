import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { freePort } from '@hookline/embedded'
import { type Context, root } from './context.ts'
import { type Service, startService } from './service.ts'

const run = promisify(execFile)
const MIGRATE_WITHIN_MS = 60_000

type App = 'gateway' | 'config' | 'delivery'
type Environment = Readonly<Record<string, string>>

export interface PlatformOptions {
  readonly databaseUrl: string
  readonly brokers: string
  readonly prefix: string
  readonly gateways: number
  readonly deliveries: number
  readonly env: Environment
}

export interface Platform {
  readonly adminKey: string
  readonly gateways: readonly Service[]
  readonly deliveries: readonly Service[]
  readonly config: Service
}

/** Migrates and starts the real services, as `npm start` does, with settings of production. */
export async function startPlatform(context: Context, options: PlatformOptions): Promise<Platform> {
  const adminKey = `hl_admin_${randomBytes(24).toString('base64url')}`
  const env = environments(options, adminKey)
  for (const app of ['config', 'delivery'] as const) await migrate(app, env[app])
  const start = async (app: App, name: string): Promise<Service> => {
    const port = await freePort()
    const variables = { ...env[app], [`HOOKLINE_PORT_${app.toUpperCase()}`]: String(port) }
    return startService(context, { name, args: [built(app, 'main.js')], env: variables, port })
  }
  const several = (app: App, count: number): Promise<Service[]> =>
    Promise.all(Array.from({ length: count }, (_, index) => start(app, index === 0 ? app : `${app}-${index + 1}`)))
  const [config, gateways, deliveries] = await Promise.all([
    start('config', 'config'),
    several('gateway', options.gateways),
    several('delivery', options.deliveries),
  ])
  return { adminKey, config, gateways, deliveries }
}

function environments(options: PlatformOptions, adminKey: string): Record<App, Environment> {
  const common = {
    KAFKA_BROKERS: options.brokers,
    HOOKLINE_HOST: '127.0.0.1',
    HOOKLINE_TOPIC_PREFIX: options.prefix,
    HOOKLINE_TOPIC_PARTITIONS: '6',
    ...options.env,
  }
  const database = { DATABASE_URL: options.databaseUrl }
  const outgoing = {
    HOOKLINE_MASTER_KEYS: `bench:${randomBytes(32).toString('base64')}`,
    HOOKLINE_EGRESS_ALLOW_CIDRS: '127.0.0.0/8',
    HOOKLINE_EGRESS_ALLOW_HTTP: 'true',
  }
  return {
    config: { ...common, ...database },
    delivery: { ...common, ...database, ...outgoing },
    gateway: { ...common, ...outgoing, HOOKLINE_ADMIN_KEY: adminKey },
  }
}

const built = (app: App, file: string): string => join(root, 'apps', app, 'dist', file)

async function migrate(app: App, env: Environment): Promise<void> {
  const { PATH = '', HOME = '/' } = process.env
  const settings = { env: { PATH, HOME, ...env }, timeout: MIGRATE_WITHIN_MS }
  try {
    await run(process.execPath, [built(app, 'migrate.js')], settings)
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string }
    throw new Error(`the migration of ${app} failed:\n${stdout}${stderr}`, { cause: error })
  }
}

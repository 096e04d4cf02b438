import { freePort } from '@hookline/embedded'
import { createDatabase, type TestDatabase } from '../infra/database.js'
import { testBrokers, testDatabaseUrl } from '../infra/environment.js'
import { deleteTopics, topicPrefix } from '../infra/topics.js'
import { migrate } from '../services/migrate.js'
import { type Service, spawnService } from '../services/service.js'
import type { Environment } from '../services/service-name.js'
import { type Api, createApi } from './api.js'
import { makeAdminKey, stackEnvironment } from './environment.js'

export interface StackOptions {
  /** Further variables for all services. */
  readonly env?: Environment
  /** Servers of the spec's own, to stop and start them; default: the shared ones. */
  readonly brokers?: string
  readonly databaseServerUrl?: string
}

/** The whole platform, with a database and topics of its own. */
export interface Stack {
  readonly url: string
  readonly adminKey: string
  /** The native API with the admin key. */
  readonly api: Api
  readonly databaseUrl: string
  readonly brokers: string
  readonly topicPrefix: string
  readonly gateway: Service
  readonly config: Service
  readonly delivery: Service
  /** Stops the services and removes the database and the topics. Gives the exit codes, gateway first. */
  stop(): Promise<(number | null)[]>
}

/** Migrates and starts config, delivery and gateway on free ports. */
export async function startStack(options: StackOptions = {}): Promise<Stack> {
  const brokers = options.brokers ?? testBrokers()
  const database = await createDatabase(options.databaseServerUrl ?? testDatabaseUrl())
  const prefix = topicPrefix()
  const adminKey = makeAdminKey()
  const port = await freePort()
  const env = stackEnvironment({
    databaseUrl: database.url,
    brokers,
    prefix,
    adminKey,
    publicUrl: `http://127.0.0.1:${port}`,
    env: options.env ?? {},
  })
  await migrate('config', env.config)
  await migrate('delivery', env.delivery)
  const [gateway, delivery, config] = await startAll([
    () => spawnService({ app: 'gateway', env: env.gateway, port }),
    () => spawnService({ app: 'delivery', env: env.delivery }),
    () => spawnService({ app: 'config', env: env.config }),
  ])
  const services = { gateway, delivery, config }
  const described = { url: gateway.url, adminKey, brokers, topicPrefix: prefix, databaseUrl: database.url }
  const stop = () => stopStack([gateway, delivery, config], database, prefix, brokers)
  return { ...described, ...services, api: createApi(gateway.url, adminKey), stop }
}

type Start = () => Promise<Service>

/** None is left running when one does not start. */
async function startAll(starts: readonly [Start, Start, Start]): Promise<[Service, Service, Service]> {
  const started = await Promise.allSettled(starts.map((start) => start()))
  const failed = started.find((result) => result.status === 'rejected')
  if (failed === undefined) {
    return started.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : [])) as [
      Service,
      Service,
      Service,
    ]
  }
  for (const result of started) if (result.status === 'fulfilled') await result.value.stop()
  throw failed.reason
}

async function stopStack(services: Service[], database: TestDatabase, prefix: string, brokers: string) {
  const codes: (number | null)[] = []
  for (const service of services) codes.push((await service.stop()).code)
  await database.drop()
  await deleteTopics(prefix, brokers)
  return codes
}

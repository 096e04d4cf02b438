import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { LoadCalls } from '../load/calls.ts'
import type { ReceiverCalls } from '../receiver/calls.ts'
import type { Scenario } from '../scenarios/scenario.ts'
import { startWorker, type Worker } from '../worker/parent.ts'
import { Api } from './api.ts'
import { type Audience, type Built, createAudience, type ReceiverAddress } from './audience.ts'
import { Cleanup } from './cleanup.ts'
import { type Context, logFile, root } from './context.ts'
import { createDatabase, dropDatabase } from './database.ts'
import { startFloor } from './floor.ts'
import type { Infrastructure } from './infrastructure.ts'
import { LagMeter } from './lag.ts'
import { type Platform, startPlatform } from './platform.ts'
import type { System } from './system.ts'

/** Everything that one scenario runs on: fresh services, database, topics, receiver and load generator. */
export interface Stage {
  readonly context: Context
  readonly infrastructure: Infrastructure
  readonly scenario: Scenario
  readonly load: Worker<LoadCalls>
  readonly receiver: Worker<ReceiverCalls>
  readonly lag: LagMeter
  readonly databaseUrl: string
  readonly api: Api
  readonly platform: Platform
  readonly hookline: System
  readonly built: Built
  readonly floor: System | undefined
  /** Further tenants and webhooks on the same platform, and the system that publishes for them. */
  extend(audience: Audience): Promise<System>
  close(): Promise<void>
}

const CERTIFICATES = join(root, 'libs', 'egress', 'test', 'certs')
const AUTHORITY = join(CERTIFICATES, 'ca.crt')
let stages = 0

export async function openStage(parent: Context, infrastructure: Infrastructure, scenario: Scenario): Promise<Stage> {
  const cleanup = new Cleanup()
  const close = parent.cleanup.add(() => cleanup.run())
  const context: Context = { ...parent, cleanup }
  try {
    return { ...(await build(context, infrastructure, scenario)), close }
  } catch (error) {
    await close()
    throw error
  }
}

async function build(
  context: Context,
  infrastructure: Infrastructure,
  scenario: Scenario,
): Promise<Omit<Stage, 'close'>> {
  stages += 1
  const prefix = `b${stages}.`
  const { brokers } = infrastructure
  const lag = await openLag(context, brokers, prefix)
  const databaseUrl = await openDatabase(context, infrastructure.databaseUrl, `bench_${stages}`)
  const { load, receiver, address } = await startWorkers(context, scenario)
  const { gateways = 1, deliveries = 1 } = scenario
  const trust = scenario.tls === true ? { NODE_EXTRA_CA_CERTS: AUTHORITY } : {}
  const env = { ...trust, ...context.options.env }
  const platform = await startPlatform(context, { databaseUrl, brokers, prefix, gateways, deliveries, env })
  const api = new Api(platform.gateways[0]?.url ?? '', platform.adminKey)
  const built = await createAudience(api, scenario.audience, address)
  const hookline = systemOf(platform, built, prefix)
  const floorOptions = { databaseUrl, brokers, prefix, lag, audience: scenario.audience, receiver: address, env: trust }
  const floor = wantsFloor(context, scenario) ? await startFloor(context, floorOptions) : undefined
  const extend = async (audience: Audience): Promise<System> =>
    systemOf(platform, await createAudience(api, audience, address), prefix)
  const parts = { context, infrastructure, scenario, load, receiver, lag, databaseUrl }
  return { ...parts, api, platform, hookline, built, floor, extend }
}

async function openLag({ cleanup }: Context, brokers: string, prefix: string): Promise<LagMeter> {
  const lag = new LagMeter(brokers)
  await lag.connect()
  cleanup.add(async () => {
    await lag.deleteTopics(prefix)
    await lag.disconnect()
  })
  return lag
}

async function openDatabase({ cleanup }: Context, serverUrl: string, name: string): Promise<string> {
  cleanup.add(() => dropDatabase(serverUrl, name))
  return createDatabase(serverUrl, name)
}

async function startWorkers(context: Context, { audience, tls, delayMs = 0 }: Scenario) {
  const load = await startWorker<LoadCalls>(new URL('../load/main.ts', import.meta.url), logFile(context, 'load'))
  context.cleanup.add(() => load.end())
  const entry = new URL('../receiver/main.ts', import.meta.url)
  const receiver = await startWorker<ReceiverCalls>(entry, logFile(context, 'receiver'))
  context.cleanup.add(() => receiver.end())
  const pem = (name: string): string => readFileSync(join(CERTIFICATES, name), 'utf8')
  const secure = tls === true ? { tls: { key: pem('server.key'), cert: pem('good.crt') } } : {}
  const { port } = await receiver.call('listen', { addresses: audience.addresses ?? 1, ...secure })
  await receiver.call('behave', { delayMs, hangBelow: 0 })
  const address: ReceiverAddress = { scheme: tls === true ? 'https' : 'http', port }
  return { load, receiver, address }
}

function systemOf(platform: Platform, { targets, tenantIds }: Built, prefix: string): System {
  return {
    name: 'hookline',
    origins: platform.gateways.map(({ url }) => url),
    services: [...platform.gateways, ...platform.deliveries, platform.config],
    group: `${prefix}hookline.delivery`,
    topic: `${prefix}hookline.events`,
    targets,
    tenantId: tenantIds[0] ?? '',
  }
}

function wantsFloor({ options }: Context, scenario: Scenario): boolean {
  if (!options.floor || scenario.kind === 'compare' || scenario.kind === 'calls') return false
  return scenario.kind === 'backlog' || scenario.floor
}

import { join } from 'node:path'
import type { Scenario } from '../scenarios/scenario.ts'
import { Api } from './api.ts'
import { Cleanup } from './cleanup.ts'
import { type Context, root } from './context.ts'
import { createDatabase, dropDatabase } from './database.ts'
import type { Infrastructure } from './infrastructure.ts'
import { LagMeter } from './lag.ts'
import { type Platform, startPlatform } from './platform.ts'

/** The platform with a database and topics of its own. */
export interface Base {
  readonly infrastructure: Infrastructure
  readonly prefix: string
  readonly databaseUrl: string
  readonly lag: LagMeter
  readonly platform: Platform
  readonly api: Api
  /** What scenarios must have in common to run on it. */
  readonly needs: string
  close(): Promise<void>
}

/** Receivers with TLS have a certificate of this authority, so that all processes can verify it. */
export const CERTIFICATES = join(root, 'libs', 'egress', 'test', 'certs')
export const TRUST = { NODE_EXTRA_CA_CERTS: join(CERTIFICATES, 'ca.crt') }

let bases = 0

export const needsOf = ({ gateways = 1, deliveries = 1 }: Scenario): string => `${gateways} ${deliveries}`

export async function openBase(parent: Context, infrastructure: Infrastructure, scenario: Scenario): Promise<Base> {
  const cleanup = new Cleanup()
  const close = parent.cleanup.add(() => cleanup.run())
  try {
    return { ...(await build({ ...parent, cleanup }, infrastructure, scenario)), close }
  } catch (error) {
    await close()
    throw error
  }
}

async function build(
  context: Context,
  infrastructure: Infrastructure,
  scenario: Scenario,
): Promise<Omit<Base, 'close'>> {
  bases += 1
  const prefix = `b${bases}.`
  const { brokers } = infrastructure
  const lag = await openLag(context, brokers, prefix)
  const databaseUrl = await openDatabase(context, infrastructure.databaseUrl, `bench_${bases}`)
  const { gateways = 1, deliveries = 1 } = scenario
  const env = { ...TRUST, ...context.options.env }
  const platform = await startPlatform(context, { databaseUrl, brokers, prefix, gateways, deliveries, env })
  const api = new Api(platform.gateways[0]?.url ?? '', platform.adminKey)
  return { infrastructure, prefix, databaseUrl, lag, platform, api, needs: needsOf(scenario) }
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

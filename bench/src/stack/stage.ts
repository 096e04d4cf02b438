import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { LoadCalls } from '../load/calls.ts'
import type { ReceiverCalls } from '../receiver/calls.ts'
import type { Scenario } from '../scenarios/scenario.ts'
import { startWorker, type Worker } from '../worker/parent.ts'
import { type Audience, type Built, createAudience, type ReceiverAddress } from './audience.ts'
import { type Base, CERTIFICATES } from './base.ts'
import { Cleanup } from './cleanup.ts'
import { type Context, logFile } from './context.ts'
import { startFloor } from './floor.ts'
import type { System } from './system.ts'

/** Everything that one scenario runs on: receiver, load generator, tenants and webhooks of its own, and the floor. */
export interface Stage extends Omit<Base, 'close'> {
  readonly context: Context
  readonly scenario: Scenario
  readonly load: Worker<LoadCalls>
  readonly receiver: Worker<ReceiverCalls>
  readonly hookline: System
  readonly built: Built
  readonly floor: System | undefined
  /** Further tenants and webhooks on the same platform, and the system that publishes for them. */
  extend(audience: Audience): Promise<System>
  close(): Promise<void>
}

export async function openStage(parent: Context, base: Base, scenario: Scenario): Promise<Stage> {
  const cleanup = new Cleanup()
  const close = parent.cleanup.add(() => cleanup.run())
  try {
    return { ...(await build({ ...parent, cleanup }, base, scenario)), close }
  } catch (error) {
    await close()
    throw error
  }
}

async function build(context: Context, base: Base, scenario: Scenario): Promise<Omit<Stage, 'close'>> {
  const { load, receiver, address } = await startWorkers(context, scenario)
  const built = await createAudience(base.api, scenario.audience, address)
  const hookline = systemOf(base, built)
  const needsFloor = wantsFloor(context, scenario)
  const floor = needsFloor ? await startFloor(context, { base, audience: scenario.audience, address }) : undefined
  const extend = async (audience: Audience): Promise<System> =>
    systemOf(base, await createAudience(base.api, audience, address))
  return { ...base, context, scenario, load, receiver, hookline, built, floor, extend }
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

function systemOf({ platform, prefix }: Base, { targets, tenantIds }: Built): System {
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
  return scenario.kind === 'backlog' ? scenario.source === 'kafka' : scenario.floor
}

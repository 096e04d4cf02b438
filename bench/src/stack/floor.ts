import { createHash, randomBytes, randomUUID } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { freePort } from '@hookline/embedded'
import { generateSecret } from '@hookline/signing'
import { type FloorSettings, SETTINGS_VARIABLE } from '../floor/settings.ts'
import { createFloorTables } from '../floor/tables.ts'
import { type Audience, receiverUrl, type ReceiverAddress, targetOf } from './audience.ts'
import { type Base, TRUST } from './base.ts'
import type { Context } from './context.ts'
import { withClient } from './database.ts'
import { startService } from './service.ts'
import type { System } from './system.ts'

export interface FloorOptions {
  readonly base: Base
  readonly audience: Audience
  /** Of the receiver. */
  readonly address: ReceiverAddress
}

const PARTITIONS = 6
const CONNECTIONS = 128
const CONNECTIONS_IN_ALL = 1_024
let floors = 0

/** Starts the floor program: its own topic, its own schema beside delivery's, the same receiver. */
export async function startFloor(context: Context, options: FloorOptions): Promise<System> {
  const { lag, databaseUrl, prefix } = options.base
  floors += 1
  const topic = `${prefix}floor.${floors}`
  await lag.createTopic(topic, PARTITIONS)
  await withClient(databaseUrl, createFloorTables)
  const key = randomBytes(24).toString('base64url')
  const tenantId = randomUUID()
  const settings = { ...settingsOf(options, topic), tenantId, keyDigests: [sha256(key)] }
  const [gateway, delivery] = await Promise.all([
    startProgram(context, 'gateway', { ...settings, port: await freePort() }),
    startProgram(context, 'delivery', { ...settings, port: await freePort() }),
  ])
  return {
    name: 'floor',
    origins: [gateway.url],
    services: [gateway, delivery],
    group: topic,
    topic,
    targets: [targetOf(tenantId, key, 0)],
    tenantId,
  }
}

const ENTRIES = {
  gateway: new URL('../floor/gateway.ts', import.meta.url),
  delivery: new URL('../floor/delivery.ts', import.meta.url),
}

function startProgram(context: Context, program: keyof typeof ENTRIES, settings: FloorSettings) {
  const entry = fileURLToPath(ENTRIES[program])
  return startService(context, {
    name: `floor-${program}`,
    args: [entry],
    env: { ...TRUST, [SETTINGS_VARIABLE]: JSON.stringify(settings) },
    port: settings.port,
  })
}

function settingsOf({ base, audience, address }: FloorOptions, topic: string) {
  const { brokers } = base.infrastructure
  const { databaseUrl } = base
  const { fanout, webhooks, addresses = 1 } = audience
  const targets = Array.from({ length: fanout === true ? webhooks : addresses }, (_, index) => ({
    id: randomUUID(),
    url: receiverUrl(address, index % addresses, fanout === true ? index : 0, index),
    secret: generateSecret(),
  }))
  const connections = addresses > 1 ? Math.ceil(CONNECTIONS_IN_ALL / addresses) : CONNECTIONS
  return { brokers, databaseUrl, topic, group: topic, targets, connections, spread: fanout !== true }
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')

import type { KeyObject } from 'node:crypto'
import { createHmacKey, signStandard } from '@hookline/signing'
import type { KafkaMessage } from 'kafkajs'
import { Pool } from 'undici'
import { v7 as uuidv7 } from 'uuid'
import { type Answered, FloorExchange } from './exchange.ts'
import type { FloorRow, RowWriter } from './row-writer.ts'
import type { FloorSettings, FloorTarget } from './settings.ts'

interface Target {
  readonly id: string
  readonly path: string
  readonly pool: Pool
  readonly key: KeyObject
}

/** HMAC, undici `dispatch`, one row for each event, delivery and attempt. No retries. */
export class Deliverer {
  private readonly targets: readonly Target[]
  private readonly tenantId: string
  private readonly spread: boolean
  private readonly writer: RowWriter
  private turn = 0

  constructor(settings: FloorSettings, writer: RowWriter) {
    const pools = new Map<string, Pool>()
    this.targets = settings.targets.map((target) => ready(target, pools, settings.connections))
    this.tenantId = settings.tenantId
    this.spread = settings.spread
    this.writer = writer
  }

  /** Resolves when all rows of the event are in Postgres. */
  async deliver(message: KafkaMessage): Promise<void> {
    const id = message.key?.toString() ?? ''
    const type = message.headers?.['type']?.toString() ?? ''
    const payload = message.value ?? Buffer.alloc(0)
    const now = new Date()
    const attempts = await Promise.all(this.matched().map((target) => attempt(target, id, type, payload)))
    const row: FloorRow = { id, type, payload, tenantId: this.tenantId, receivedAt: now, attempts }
    await this.writer.add(row)
  }

  private matched(): readonly Target[] {
    if (!this.spread) return this.targets
    this.turn = (this.turn + 1) % this.targets.length
    return this.targets.slice(this.turn, this.turn + 1)
  }
}

function ready({ id, url, secret }: FloorTarget, pools: Map<string, Pool>, connections: number): Target {
  const { origin, pathname } = new URL(url)
  let pool = pools.get(origin)
  if (pool === undefined) {
    pool = new Pool(origin, { connections, pipelining: 1, allowH2: false, headersTimeout: 0, bodyTimeout: 0 })
    pools.set(origin, pool)
  }
  return { id, path: pathname, pool, key: createHmacKey(secret) }
}

export interface FloorAttempt extends Answered {
  readonly deliveryId: string
  readonly webhookId: string
  readonly startedAt: Date
  readonly requestHeaders: Readonly<Record<string, string>>
}

async function attempt(target: Target, id: string, type: string, body: Buffer): Promise<FloorAttempt> {
  const startedAt = new Date()
  const timestampSeconds = Math.floor(startedAt.getTime() / 1_000)
  const headers = {
    'content-type': 'application/json',
    'user-agent': 'Hookline-floor/1',
    'hookline-event-type': type,
    'hookline-attempt': '1',
    'webhook-id': id,
    'webhook-timestamp': String(timestampSeconds),
    'webhook-signature': signStandard({ id, timestampSeconds, body, keys: [target.key] }),
  }
  const { promise, resolve } = Promise.withResolvers<Answered>()
  target.pool.dispatch({ path: target.path, method: 'POST', headers, body }, new FloorExchange(resolve))
  const answered = await promise
  return { ...answered, deliveryId: uuidv7(), webhookId: target.id, startedAt, requestHeaders: headers }
}

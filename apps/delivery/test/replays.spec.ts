import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import { v4, v7 } from 'uuid'
import { DeliveriesQueries } from '../src/queries/deliveries.queries.js'
import { dayOfUuidV7 } from '../src/recording/days.js'
import { RecordingRepository } from '../src/recording/recording.repository.js'
import type { DeliveryRow } from '../src/recording/rows.js'
import { ReplaysRepository, type ReplayFilter } from '../src/replays/replays.repository.js'
import { SingleRepository } from '../src/replays/single.repository.js'
import { migratedDatabase, type MigratedDatabase } from './database.js'
import { deliveryRow, eventRow, TENANT } from './rows.js'

let database: MigratedDatabase
let recording: RecordingRepository
let deliveries: DeliveriesQueries
let replays: ReplaysRepository
let single: SingleRepository

beforeAll(async () => {
  database = await migratedDatabase()
  recording = new RecordingRepository(database.source)
  deliveries = new DeliveriesQueries(database.source)
  replays = new ReplaysRepository(database.source)
  single = new SingleRepository(database.source)
})
afterAll(() => database.drop())
beforeEach(() =>
  database.source.query(
    'TRUNCATE delivery.events, delivery.deliveries_open, delivery.deliveries_done, delivery.attempts, delivery.replays',
  ),
)

const HOUR_MS = 3_600_000
const everything = (): ReplayFilter => ({
  tenantId: TENANT,
  webhookId: null,
  statuses: ['failed'],
  type: null,
  typePrefix: null,
  since: new Date(Date.now() - HOUR_MS).toISOString(),
  until: new Date(Date.now() + HOUR_MS).toISOString(),
})

async function record(change: Partial<DeliveryRow>, type = 'order.created', tenantId = TENANT): Promise<DeliveryRow> {
  const event = eventRow({ type, tenantId })
  const finished = change.status !== 'pending' && change.status !== 'in_flight'
  const delivery = deliveryRow(event, { status: 'failed', dueInMs: finished ? null : HOUR_MS, ...change })
  await recording.recordEvents([{ event, deliveries: [delivery], attempts: [] }])
  return delivery
}

const statusOf = async ({ id, tenantId }: DeliveryRow) => (await deliveries.get(tenantId, id))?.status

describe('resending one', () => {
  test('makes a finished one pending, its attempts counted on and its schedule begun anew', async () => {
    const delivery = await record({ status: 'failed', attemptCount: 8, failureCount: 8, fence: 12 })
    expect(await single.resendDone(TENANT, delivery.id, dayOfUuidV7(delivery.id))).toBe(true)
    expect(await deliveries.get(TENANT, delivery.id)).toMatchObject({ status: 'pending', attempt_count: 8 })
    const [row]: { failure_count: number; fence: number }[] = await database.source.query(
      'SELECT failure_count, fence FROM delivery.deliveries_open',
    )
    expect(row?.failure_count).toBe(0)
    expect(row?.fence).toBeGreaterThan(12)
  })

  test('makes a waiting one due now, and leaves one that is on the wire alone', async () => {
    const waiting = await record({ status: 'pending' })
    const onTheWire = await record({ status: 'in_flight' })
    expect(await single.resendOpen(TENANT, waiting.id)).toBe(true)
    expect(await single.resendOpen(TENANT, onTheWire.id)).toBe(false)
    expect(await single.resendDone(TENANT, onTheWire.id, dayOfUuidV7(onTheWire.id))).toBe(false)
  })

  test("cannot touch another tenant's", async () => {
    const foreign = await record({ status: 'failed' }, 'order.created', v4())
    expect(await single.resendDone(TENANT, foreign.id, dayOfUuidV7(foreign.id))).toBe(false)
    expect(await single.cancel(TENANT, foreign.id, dayOfUuidV7(foreign.id))).toBe(false)
  })
})

test('cancelling ends a waiting one, and nothing else', async () => {
  const waiting = await record({ status: 'pending' })
  const onTheWire = await record({ status: 'in_flight' })
  const done = await record({ status: 'delivered' })
  for (const { id } of [waiting, onTheWire, done]) await single.cancel(TENANT, id, dayOfUuidV7(id))
  expect([await statusOf(waiting), await statusOf(onTheWire), await statusOf(done)]).toEqual([
    'cancelled',
    'in_flight',
    'delivered',
  ])
})

describe('a replay', () => {
  test('is about what its filter says', async () => {
    const webhookId = v4()
    await record({ webhookId }, 'order.created')
    await record({ webhookId }, 'order.item.added')
    await record({}, 'refund.created')
    await record({ status: 'delivered' })
    await record({}, 'order.created', v4())
    const cases: [Partial<ReplayFilter>, number][] = [
      [{}, 3],
      [{ webhookId }, 2],
      [{ type: 'order.created' }, 1],
      [{ typePrefix: 'order.' }, 2],
      [{ statuses: ['delivered'] }, 1],
      [{ statuses: ['failed', 'delivered'] }, 4],
      [{ until: new Date(Date.now() - HOUR_MS / 2).toISOString() }, 0],
    ]
    for (const [change, count] of cases) expect(await replays.count({ ...everything(), ...change })).toBe(count)
  })

  test('goes on in bounded steps, each written with what it made pending, until nothing is left', async () => {
    const failed: DeliveryRow[] = []
    for (let n = 0; n < 7; n += 1) failed.push(await record({}))
    const id = v7()
    await replays.insert(id, everything(), 7)
    const steps: (number | undefined)[] = []
    for (let n = 0; n < 5; n += 1) steps.push(await replays.advance(3))
    expect(steps).toEqual([3, 3, 1, 0, undefined])
    expect(await replays.get(TENANT, id)).toMatchObject({ status: 'done', matched: 7, reopened: 7 })
    expect(new Set(await Promise.all(failed.map(statusOf)))).toEqual(new Set(['pending']))
  })

  test('is worked on by one at a time, whoever asks', async () => {
    for (let n = 0; n < 20; n += 1) await record({})
    await replays.insert(v7(), everything(), 20)
    const steps = await Promise.all(Array.from({ length: 6 }, () => replays.advance(5)))
    const [row]: { count: number }[] = await database.source.query('SELECT count(*)::int FROM delivery.deliveries_open')
    expect(steps.reduce<number>((sum, step) => sum + (step ?? 0), 0)).toBe(row?.count)
  })

  test('can be cancelled half way', async () => {
    for (let n = 0; n < 4; n += 1) await record({})
    const id = v7()
    await replays.insert(id, everything(), 4)
    await replays.advance(2)
    await replays.cancel(TENANT, id)
    expect(await replays.advance(2)).toBeUndefined()
    expect(await replays.get(TENANT, id)).toMatchObject({ status: 'cancelled', reopened: 2 })
  })

  test('is one at a time for a tenant', async () => {
    await replays.insert(v7(), everything(), 0)
    await expect(replays.insert(v7(), everything(), 0)).rejects.toMatchObject({ code: '23505' })
  })
})

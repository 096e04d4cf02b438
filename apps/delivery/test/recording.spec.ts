import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import { v4 } from 'uuid'
import { DeliveriesQueries } from '../src/queries/deliveries.queries.js'
import { EventsQueries } from '../src/queries/events.queries.js'
import { RepeatsRepository } from '../src/intake/repeats.repository.js'
import { ensurePartitions } from '../src/recording/partitions.js'
import { RecordingRepository } from '../src/recording/recording.repository.js'
import { dropExpired } from '../src/recording/retention.js'
import { migratedDatabase, type MigratedDatabase } from './database.js'
import { attemptRow, deliveryRow, eventRow, recorded, TENANT } from './rows.js'

let database: MigratedDatabase
let recording: RecordingRepository
let events: EventsQueries
let deliveries: DeliveriesQueries

beforeAll(async () => {
  database = await migratedDatabase()
  recording = new RecordingRepository(database.source)
  events = new EventsQueries(database.source)
  deliveries = new DeliveriesQueries(database.source)
})
afterAll(() => database.drop())
beforeEach(async () => {
  await database.source.query(
    'TRUNCATE delivery.events, delivery.event_ids, delivery.deliveries_open, delivery.deliveries_done, delivery.attempts',
  )
})

const count = async (table: string): Promise<number> => {
  const [row]: { count: number }[] = await database.source.query(`SELECT count(*)::int FROM delivery.${table}`)
  return row!.count
}

describe('an event is recorded', () => {
  test('with everything that became of it', async () => {
    const payload = Buffer.from('{ "n":12345678901234567890,\u0000"b":"\\ud800" }')
    const event = eventRow({ payload, sourceId: null, orderingKey: 'k' })
    const done = deliveryRow(event, { status: 'delivered', dueInMs: null })
    const open = deliveryRow(event, { dueInMs: 60_000, reason: 'answered 500' })
    await recording.recordEvents([recorded(event, done, open)])
    const stored = await events.get(TENANT, event.id)
    expect(stored?.payload).toEqual(payload)
    expect(stored?.summary).toMatchObject({
      type: 'order.created',
      tags: ['eu', 'vip'],
      ordering_key: 'k',
      conflicts: 0,
    })
    const listed = await deliveries.ofEvent(TENANT, event.id)
    expect(listed.map(({ id, status }) => [id, status]).toSorted()).toEqual(
      [
        [done.id, 'delivered'],
        [open.id, 'pending'],
      ].toSorted(),
    )
    expect(listed.find(({ id }) => id === open.id)?.next_attempt_at).not.toBeNull()
    const attempts = await deliveries.attemptsOf(listed)
    expect(attempts.get(open.id)).toMatchObject([
      { number: 1, outcome: 'http_status', status_code: 500, response_body: 'näh' },
    ])
  })

  test('with text that has to be quoted, as it is', async () => {
    const source = '/a,"b"\\{c} NULL \'d\' 😀'
    const event = eventRow({ source, orderingKey: '"\\' })
    await recording.recordEvents([recorded(event)])
    expect((await events.get(TENANT, event.id))?.summary).toMatchObject({ source, ordering_key: '"\\' })
  })

  test('once: a second time nothing of it is written', async () => {
    const event = eventRow()
    expect((await recording.recordEvents([recorded(event, deliveryRow(event))])).size).toBe(1)
    expect((await recording.recordEvents([recorded(event, deliveryRow(event))])).size).toBe(0)
    expect([await count('events'), await count('deliveries_open'), await count('attempts')]).toEqual([1, 1, 1])
  })

  test('once, also when its given id comes on another day', async () => {
    const id = v4()
    const today = eventRow({ id, minted: false })
    const tomorrow = eventRow({ id, minted: false, day: '2030-01-01' })
    await recording.recordEvents([recorded(today)])
    expect((await recording.recordEvents([recorded(tomorrow)])).size).toBe(0)
    expect(await count('events')).toBe(1)
  })

  test("a given id of another tenant's is independent", async () => {
    const id = v4()
    const batch = [eventRow({ id, minted: false }), eventRow({ id, minted: false, tenantId: v4() })]
    expect((await recording.recordEvents(batch.map((event) => recorded(event)))).size).toBe(2)
  })

  test('all of a batch that Postgres refuses in part, or nothing', async () => {
    const bad = eventRow({ type: 'nul\u0000' })
    await expect(recording.recordEvents([recorded(eventRow()), recorded(bad)])).rejects.toThrow('invalid byte sequence')
    expect(await count('events')).toBe(0)
  })

  test('also for a day that has no partition', async () => {
    const event = eventRow({ day: '2031-05-05' })
    await recording.recordEvents([recorded(event)])
    expect(await count('events_other')).toBe(1)
  })
})

describe('an attempt ends', () => {
  const openOne = async (fence = 3) => {
    const event = eventRow()
    const delivery = deliveryRow(event, { status: 'in_flight', fence, dueInMs: 60_000 })
    await recording.recordEvents([{ event, deliveries: [delivery], attempts: [] }])
    return delivery
  }

  test('in success: the delivery moves to the finished ones', async () => {
    const delivery = await openOne()
    const ended = { ...delivery, status: 'delivered' as const, dueInMs: null }
    expect(await recording.settle([{ delivery: ended, attempt: attemptRow(ended) }])).toEqual(new Set([delivery.id]))
    expect(await deliveries.get(TENANT, delivery.id)).toMatchObject({ status: 'delivered', next_attempt_at: null })
    expect([await count('deliveries_open'), await count('deliveries_done'), await count('attempts')]).toEqual([0, 1, 1])
  })

  test('in failure: it stays open and is due later', async () => {
    const delivery = await openOne()
    const next = { ...delivery, status: 'pending' as const, reason: 'answered 500', dueInMs: 5_000 }
    await recording.settle([{ delivery: next, attempt: attemptRow(next) }])
    expect(await deliveries.get(TENANT, delivery.id)).toMatchObject({ status: 'pending', reason: 'answered 500' })
  })

  test('late: an owner whose lease went to another changes nothing, and leaves no attempt', async () => {
    const delivery = await openOne(4)
    const late = { ...delivery, fence: 3, status: 'delivered' as const, dueInMs: null }
    expect(await recording.settle([{ delivery: late, attempt: attemptRow(late) }])).toEqual(new Set())
    expect(await deliveries.get(TENANT, delivery.id)).toMatchObject({ status: 'in_flight' })
    expect(await count('attempts')).toBe(0)
  })
})

describe('repeats', () => {
  test('are found by id, with whether the body is another one', async () => {
    const repeats = new RepeatsRepository(database.source)
    const minted = eventRow()
    const given = eventRow({ id: v4(), minted: false, day: '2030-01-01' })
    await recording.recordEvents([recorded(minted), recorded(given)])
    const changed = { ...given, day: '2030-01-02', payload: Buffer.from('{"n":2}') }
    const known = await repeats.known([eventRow(), minted, changed])
    expect([...known]).toEqual([
      [1, false],
      [2, true],
    ])
    await repeats.countConflicts([changed, changed])
    expect((await events.get(TENANT, given.id))?.summary.conflicts).toBe(2)
  })
})

test('a minted id that comes again as a given one, on another day, is a repeat', async () => {
  const repeats = new RepeatsRepository(database.source)
  const minted = eventRow()
  await recording.recordEvents([recorded(minted)])
  expect([...(await repeats.known([{ ...minted, minted: false, day: '2030-01-01' }]))]).toEqual([[0, false]])
})

describe('retention', () => {
  test('drops whole days, and nothing that is younger', async () => {
    const today = eventRow()
    const old = eventRow({ id: v4(), minted: false, day: '2020-01-01' })
    await ensurePartitions(database.source, new Date('2020-01-01T12:00:00Z'))
    await recording.recordEvents([recorded(today), recorded(old)])
    const dropped = await dropExpired(database.source, 30, new Date())
    expect(dropped).toContain('events_20200101')
    expect(await events.get(TENANT, today.id)).toBeDefined()
    expect(await events.get(TENANT, old.id)).toBeUndefined()
    expect(await count('event_ids')).toBe(0)
    expect(await dropExpired(database.source, 30, new Date())).toEqual([])
  })
})

describe('partitions', () => {
  test('are made once, whoever asks again', async () => {
    await ensurePartitions(database.source, new Date())
    await Promise.all([1, 2].map(() => ensurePartitions(database.source, new Date(Date.now() + 86_400_000))))
  })
})

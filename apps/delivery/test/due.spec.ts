import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import { v4 } from 'uuid'
import { RecordingRepository } from '../src/recording/recording.repository.js'
import { DueRepository } from '../src/retrying/due.repository.js'
import { migratedDatabase, type MigratedDatabase } from './database.js'
import { deliveryRow, eventRow } from './rows.js'

const LEASE_MS = 60_000
let database: MigratedDatabase
let due: DueRepository
let recording: RecordingRepository

beforeAll(async () => {
  database = await migratedDatabase()
  due = new DueRepository(database.source)
  recording = new RecordingRepository(database.source)
})
afterAll(() => database.drop())
beforeEach(() => database.source.query('TRUNCATE delivery.events, delivery.deliveries_open, delivery.attempts'))

async function open(changes: Parameters<typeof deliveryRow>[1][]): Promise<string[]> {
  const event = eventRow()
  const deliveries = changes.map((change) => deliveryRow(event, change))
  await recording.recordEvents([{ event, deliveries, attempts: [] }])
  return deliveries.map(({ id }) => id)
}

describe('claiming', () => {
  test('takes what is due, the longest due first, with the event to send', async () => {
    const [second, first] = await open([{ dueInMs: -1_000 }, { dueInMs: -2_000 }, { dueInMs: 3_600_000 }])
    const claimed = await due.claim(10, LEASE_MS, [])
    expect(claimed.map(({ delivery }) => delivery.id).toSorted()).toEqual([first!, second!].toSorted())
    expect(claimed[0]).toMatchObject({
      delivery: { status: 'in_flight', fence: 1, attemptCount: 1 },
      event: { type: 'order.created', contentType: 'application/json', payload: Buffer.from('{"n":1}') },
    })
    expect(await due.claim(10, LEASE_MS, [])).toEqual([])
  })

  test('stops at its limit with the longest due', async () => {
    const [, oldest] = await open([{ dueInMs: -1_000 }, { dueInMs: -2_000 }])
    expect((await due.claim(1, LEASE_MS, [])).map(({ delivery }) => delivery.id)).toEqual([oldest])
  })

  test('leaves out the webhooks it is told', async () => {
    const webhookId = v4()
    await open([{ webhookId }])
    expect(await due.claim(10, LEASE_MS, [webhookId])).toEqual([])
    expect(await due.countDue()).toBe(1)
  })

  test('gives each row to one of many who ask at once', async () => {
    await open(Array.from({ length: 200 }, () => ({})))
    const claims = await Promise.all(Array.from({ length: 8 }, () => due.claim(50, LEASE_MS, [])))
    const ids = claims.flat().map(({ delivery }) => delivery.id)
    expect(new Set(ids).size).toBe(ids.length)
  })

  test('an ended lease counts as an attempt that nobody saw the end of, not as a failure', async () => {
    const [id] = await open([{ status: 'in_flight', dueInMs: -1, attemptCount: 1, failureCount: 1, fence: 7 }])
    const [claimed] = await due.claim(10, LEASE_MS, [])
    expect(claimed?.delivery).toMatchObject({ id, fence: 8, attemptCount: 2, failureCount: 1 })
    const attempts: unknown[] = await database.source.query('SELECT number, outcome FROM delivery.attempts')
    expect(attempts).toEqual([{ number: 2, outcome: 'unknown' }])
  })

  test('a delivery whose event is gone comes without it', async () => {
    await open([{}])
    await database.source.query('TRUNCATE delivery.events')
    expect((await due.claim(10, LEASE_MS, []))[0]?.event).toBeUndefined()
  })
})

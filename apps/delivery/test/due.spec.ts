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

describe('of an ordered key', () => {
  const webhookId = v4()
  const key = (orderingKey: string, sequence: number, dueInMs = -1_000) => ({
    webhookId,
    orderingKey,
    sequence,
    dueInMs,
  })

  test('only the oldest unfinished one is claimed; other keys go on', async () => {
    const [, a1, b] = await open([key('a', 12, -9_000), key('a', 11), key('b', 30)])
    const claimed = await due.claim(10, LEASE_MS, [])
    expect(claimed.map(({ delivery }) => delivery.id).toSorted()).toEqual([a1!, b!].toSorted())
    expect(await due.claim(10, LEASE_MS, [])).toEqual([])
  })

  test('one that waits for its retry holds back those behind it', async () => {
    await open([key('a', 1, 3_600_000), key('a', 2)])
    expect(await due.claim(10, LEASE_MS, [])).toEqual([])
  })

  test('the next may go when the former has ended', async () => {
    const [first, second] = await open([key('a', 1), key('a', 2)])
    const [claimed] = await due.claim(10, LEASE_MS, [])
    expect(claimed?.delivery.id).toBe(first)
    await recording.settle([
      { delivery: { ...claimed!.delivery, status: 'failed', dueInMs: null }, attempt: undefined },
    ])
    expect((await due.claim(10, LEASE_MS, [])).map(({ delivery }) => delivery.id)).toEqual([second])
  })

  test('many who claim and settle at once never take one before its predecessor has ended', async () => {
    await open(Array.from({ length: 60 }, (_, n) => key(`k${n % 5}`, n)))
    const ended = new Map<string, number[]>()
    const worker = async (): Promise<void> => {
      for (let idle = 0; idle < 20;) {
        const claimed = await due.claim(3, LEASE_MS, [])
        idle = claimed.length === 0 ? idle + 1 : 0
        for (const { delivery } of claimed) {
          ended.set(delivery.orderingKey!, [...(ended.get(delivery.orderingKey!) ?? []), delivery.sequence!])
          await recording.settle([
            { delivery: { ...delivery, status: 'delivered', dueInMs: null }, attempt: undefined },
          ])
        }
      }
    }
    await Promise.all(Array.from({ length: 4 }, worker))
    expect([...ended.values()].flat()).toHaveLength(60)
    for (const sequence of ended.values()) expect(sequence).toEqual(sequence.toSorted((a, b) => a - b))
  })
})

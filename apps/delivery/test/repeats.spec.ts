import { afterAll, beforeAll, expect, test } from '@jest/globals'
import type { StreamRecord } from '@hookline/service-kit'
import { Logger } from '@hookline/service-kit'
import { v4 } from 'uuid'
import type { Incoming } from '../src/intake/incoming.js'
import { Repeats } from '../src/intake/repeats.js'
import { RepeatsRepository } from '../src/intake/repeats.repository.js'
import { EventsQueries } from '../src/queries/events.queries.js'
import { RecordingRepository } from '../src/recording/recording.repository.js'
import { migratedDatabase, type MigratedDatabase } from './database.js'
import { eventRow, recorded, TENANT } from './rows.js'

let database: MigratedDatabase
beforeAll(async () => {
  database = await migratedDatabase()
})
afterAll(() => database.drop())

test('regression: repeats in one batch are counted however long the first takes to be stored', async () => {
  const repeats = new Repeats(new RepeatsRepository(database.source), Logger.create('specs', 'silent'))
  const id = v4()
  const done: number[] = []
  const incoming = ['{"n":1}', '{"n":1}', '{"n":2}'].map((body, offset): Incoming => {
    const row = eventRow({ id, minted: false, payload: Buffer.from(body) })
    const record = { offset, mayBeRepeat: false, done: () => done.push(offset) } as unknown as StreamRecord
    return { row, record, event: { id, tenantId: TENANT } as Incoming['event'] }
  })
  const fresh = await repeats.drop(incoming)
  expect(fresh).toEqual([incoming[0]])
  for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setImmediate(resolve))
  expect(done).toEqual([])
  const stored = new RecordingRepository(database.source).recordEvents([recorded(fresh[0]!.row)])
  repeats.hold(fresh[0]!, stored)
  await stored
  const conflicts = async () => (await new EventsQueries(database.source).get(TENANT, id))?.summary.conflicts
  while (done.length < 2) await new Promise((resolve) => setImmediate(resolve))
  expect([done.toSorted(), await conflicts()]).toEqual([[1, 2], 1])
})

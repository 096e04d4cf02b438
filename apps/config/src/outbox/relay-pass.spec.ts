import { beforeEach, expect, test } from '@jest/globals'
import type { Database, Transaction } from '../database/database.js'
import type { Republisher } from '../snapshot/republisher.js'
import type { TopicRecord } from '../snapshot/snapshot-record.js'
import type { SnapshotStateRepository } from '../snapshot/snapshot-state.repository.js'
import { TopicLostError, type SnapshotTopic } from '../snapshot/snapshot-topic.js'
import type { OutboxRepository, OutboxRow } from './outbox.repository.js'
import { RelayPass, type Places } from './relay-pass.js'

interface Row extends OutboxRow {
  published: boolean
}

/** An outbox and a topic in memory; `fail` is thrown by the next append, after the records arrived or not. */
class World {
  rows: Row[] = []
  log: string[] = []
  republished = 0
  fail: { error: Error; arrived: boolean } | undefined
  placed: Places[] = []
  state = { generation: 3, lastOffset: 9, republishRequested: 0, republishServed: 0 }

  readonly pass = new RelayPass(
    { transaction: (work: (tx: Transaction) => unknown) => work(this.tx) } as unknown as Database,
    {
      unpublished: async () => this.rows.filter(({ published }) => !published),
      newestPublished: async (_: unknown, keys: string[]) =>
        keys.flatMap((key) => this.rows.filter((row) => row.published && row.key === key).slice(-1)),
      markPublished: async (_: unknown, { seqs }: { seqs: number[] }) => this.mark(seqs),
    } as unknown as OutboxRepository,
    { lock: async () => undefined, read: async () => this.state } as unknown as SnapshotStateRepository,
    {
      isLost: false,
      observe: () => undefined,
      append: async (records: TopicRecord[]) => this.append(records),
    } as unknown as SnapshotTopic,
    {
      run: async () => {
        this.republished += 1
        return { generation: 4, offset: 50, covered: [1] }
      },
    } as unknown as Republisher,
  )

  private readonly tx = { commitWith: <T>(last: Promise<T>) => last } as unknown as Transaction

  add(seq: number, key: string, record: object | null): void {
    this.rows.push({ seq, key, record, published: false })
  }

  run(): Promise<boolean> {
    return this.pass.run((places) => this.placed.push(places))
  }

  private mark(seqs: number[]): void {
    for (const row of this.rows) if (seqs.includes(row.seq)) row.published = true
  }

  private append(records: TopicRecord[]): number {
    const failure = this.fail
    this.fail = undefined
    const base = 10 + this.log.length
    if (failure?.arrived !== false)
      this.log.push(...records.map(({ key, value }) => (value === null ? `-${key}` : `+${key}`)))
    if (failure !== undefined) throw failure.error
    return base
  }
}

let world: World
beforeEach(() => {
  world = new World()
})

test('rows go out in their order, and each is told its place', async () => {
  world.add(1, 'tenant:a', {})
  world.add(2, 'webhook:b', null)
  expect(await world.run()).toBe(false)
  expect(world.log).toEqual(['+tenant:a', '-webhook:b'])
  expect([...world.placed[0]!]).toEqual([
    [1, { generation: 3, offset: 10 }],
    [2, { generation: 3, offset: 11 }],
  ])
  expect(await world.run()).toBe(false)
  expect(world.log).toHaveLength(2)
})

test('more than fits one append goes with the next pass', async () => {
  for (const seq of [1, 2, 3]) world.add(seq, `webhook:${seq}`, { text: 'x'.repeat(400_000) })
  expect(await world.run()).toBe(true)
  expect(world.log).toEqual(['+webhook:1', '+webhook:2'])
  expect(await world.run()).toBe(false)
  expect(world.log).toHaveLength(3)
})

test('regression: a late copy of a failed pass must not outlive the tombstone that came before it', async () => {
  world.add(1, 'webhook:a', {})
  world.fail = { error: new Error('no answer in time'), arrived: false }
  await expect(world.run()).rejects.toThrow('no answer in time')
  world.rows[0]!.published = true
  world.add(2, 'webhook:a', null)
  world.rows[1]!.published = true
  world.log = ['+webhook:a', '-webhook:a', '+webhook:a']
  await world.run()
  world.add(3, 'tenant:b', {})
  await world.run()
  expect(world.log.slice(3)).toEqual(['-webhook:a', '+tenant:b'])
})

test('a topic that has lost its records is published anew in the same pass', async () => {
  world.add(1, 'tenant:a', {})
  world.fail = { error: new TopicLostError(), arrived: true }
  await world.run()
  expect(world.republished).toBe(1)
  expect([...world.placed[0]!]).toEqual([[1, { generation: 4, offset: 50 }]])
})

test.each([
  ['at the first start', { generation: 0 }],
  ['on request', { republishRequested: 2, republishServed: 1 }],
])('everything is published anew %s', async (_, state) => {
  Object.assign(world.state, state)
  world.add(1, 'tenant:a', {})
  await world.run()
  expect([world.republished, world.log]).toEqual([1, []])
})

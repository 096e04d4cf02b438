import { expect, test } from '@jest/globals'
import { Logger } from '@hookline/service-kit'
import { BulkWriter } from './bulk-writer.js'

const logger = Logger.create('test', 'silent')
const lost = Object.assign(new Error('Connection terminated'), { code: '57P01' })

test('items that come while a statement is in flight go together with the next', async () => {
  const batches: number[][] = []
  const writer = new BulkWriter<number, number>({
    name: 't',
    logger,
    write: async (batch) => {
      batches.push(batch)
      await new Promise((resolve) => setImmediate(resolve))
      return (item) => item * 10
    },
  })
  const first = writer.add(1)
  await new Promise((resolve) => setImmediate(resolve))
  const rest = [2, 3, 4].map((item) => writer.add(item))
  expect(await Promise.all([first, ...rest])).toEqual([10, 20, 30, 40])
  expect(batches).toEqual([[1], [2, 3, 4]])
})

test('a lost database is waited for, and shown as unhealthy meanwhile', async () => {
  let failures = 2
  const writer: BulkWriter<number, boolean> = new BulkWriter<number, boolean>({
    name: 't',
    logger,
    write: async () => {
      if (failures-- > 0) throw lost
      return () => true
    },
  })
  const written = writer.add(1)
  expect(await written).toBe(true)
  expect(failures).toBe(-1)
  expect(writer.healthy).toBe(true)
})

test('an item that the database refuses is refused alone', async () => {
  const written: number[] = []
  const writer = new BulkWriter<number, boolean>({
    name: 't',
    logger,
    write: async (batch) => {
      if (batch.includes(13)) throw new Error('invalid input syntax')
      written.push(...batch)
      return () => true
    },
  })
  const results = await Promise.allSettled([10, 11, 12, 13, 14, 15].map((item) => writer.add(item)))
  expect(results.map(({ status }) => status === 'fulfilled')).toEqual([true, true, true, false, true, true])
  expect(written.toSorted((a, b) => a - b)).toEqual([10, 11, 12, 14, 15])
})

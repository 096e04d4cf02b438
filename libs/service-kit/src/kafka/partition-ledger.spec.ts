import { expect, test } from '@jest/globals'
import type { KafkaMessage } from 'kafkajs'
import { PartitionLedger } from './partition-ledger.js'

const messages = (...offsets: number[]): KafkaMessage[] =>
  offsets.map((offset) => ({ offset: String(offset) }) as KafkaMessage)

test('records that were in the topic when the partition came may be repeats', () => {
  const ledger = new PartitionLedger()
  const first = ledger.take('t', 0, messages(5, 6), 7)
  const later = ledger.take('t', 0, messages(7), 8)
  expect([...first, ...later].map(({ mayBeRepeat }) => mayBeRepeat)).toEqual([true, true, false])
})

test('after a rejoin, what is in hand is not taken twice', () => {
  const ledger = new PartitionLedger()
  const taken = ledger.take('t', 0, messages(0, 1, 2), 3)
  taken[0]?.done()
  ledger.rejoined()
  expect(ledger.take('t', 0, messages(1, 2, 3), 4).map(({ offset }) => offset)).toEqual([3])
  expect(ledger.committable()).toEqual([{ topic: 't', partition: 0, offset: 1 }])
})

test('a gap ahead means that another member read on: the old records no longer hold the commit back', () => {
  const ledger = new PartitionLedger()
  ledger.take('t', 0, messages(0, 1), 2)
  ledger.rejoined()
  const [record] = ledger.take('t', 0, messages(50), 51)
  record?.done()
  expect(ledger.committable()).toEqual([{ topic: 't', partition: 0, offset: 51 }])
})

test('a topic made anew starts over', () => {
  const ledger = new PartitionLedger()
  for (const record of ledger.take('t', 0, messages(100, 101), 102)) record.done()
  expect(ledger.committable()).toEqual([{ topic: 't', partition: 0, offset: 102 }])
  expect(ledger.take('t', 0, messages(0, 1), 2)).toHaveLength(2)
})

test('nothing is committed twice', () => {
  const ledger = new PartitionLedger()
  for (const record of ledger.take('t', 0, messages(0), 1)) record.done()
  const positions = ledger.committable()
  ledger.committed(positions)
  expect(ledger.committable()).toEqual([])
})

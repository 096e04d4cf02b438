import { describe, expect, test } from '@jest/globals'
import { SnapshotRecord } from '@hookline/event-schemas'
import { changeRecord, fitting, heartbeatRecord, markerRecord } from './snapshot-record.js'

const NOW = new Date('2026-03-01T12:00:00.000Z')

test('records are what the readers parse', () => {
  const tenant = { id: 't', name: 'Acme', created_at: NOW.toISOString(), updated_at: NOW.toISOString() }
  const records = [
    changeRecord({ key: 'tenant:t', seq: 7, record: tenant }, 2),
    markerRecord(2),
    heartbeatRecord(2, NOW),
  ]
  expect(records.map(({ value }) => SnapshotRecord.parse(JSON.parse(value!)))).toEqual([
    { v: 1, generation: 2, seq: 7, kind: 'tenant', value: tenant },
    { v: 1, generation: 2, seq: 0, kind: 'marker', value: { generation: 2 } },
    { v: 1, generation: 2, seq: 0, kind: 'heartbeat', value: { generation: 2, at: NOW.toISOString() } },
  ])
  expect(records.map(({ key }) => key)).toEqual(['tenant:t', 'marker:config', 'heartbeat:config'])
})

test('a deleted entity is a tombstone', () => {
  expect(changeRecord({ key: 'webhook:w', seq: 7, record: null }, 2)).toEqual({ key: 'webhook:w', value: null })
})

describe('one append holds', () => {
  const records = (count: number, chars: number) =>
    Array.from({ length: count }, (_, n) => ({ key: String(n), value: 'x'.repeat(chars) }))

  test.each([
    ['everything that is small', records(3, 100), 3],
    ['nothing of nothing', [], 0],
    ['at most 500 records', records(501, 10), 500],
    ['at most a MiB', records(10, 256 * 1024), 3],
    ['one record, however large', records(2, 2_000_000), 1],
    [
      'bytes, not characters',
      [
        { key: 'a', value: 'ä'.repeat(600_000) },
        { key: 'b', value: 'x' },
      ],
      1,
    ],
  ])('%s', (_, given, expected) => {
    expect(fitting(given)).toBe(expected)
  })
})

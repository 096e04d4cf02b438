import { expect, test } from '@jest/globals'
import type { EventRecord } from '@hookline/event-schemas'
import { eventRowOf, receivedAtOf } from './event-row.js'

const NOW = new Date('2026-09-27T10:00:00.000Z')
const MINTED = '019a0000-0000-7000-8000-000000000000'

test.each([
  ['the time of a record that is plausible', String(NOW.getTime() - 1000), new Date(NOW.getTime() - 1000)],
  ['now, for -1', '-1', NOW],
  ['now, for the far future', String(NOW.getTime() + 3_600_000), NOW],
  ['now, for the far past', '0', NOW],
  ['now, for what is no number', 'x', NOW],
])('received: %s', (_, timestamp, expected) => {
  expect(receivedAtOf(timestamp, NOW)).toEqual(expected)
})

test('a minted id names its own day; a given one is stored under the day it came, whatever it says', () => {
  const event = { id: MINTED, minted: true } as EventRecord
  expect(eventRowOf(event, NOW)).toMatchObject({ minted: true, day: '2025-10-20' })
  expect(eventRowOf({ ...event, minted: false }, NOW)).toMatchObject({ minted: false, day: '2026-09-27' })
  const v4 = { ...event, id: '6ba7b810-9dad-41d1-80b4-00c04fd430c8' }
  expect(eventRowOf(v4, NOW)).toMatchObject({ minted: false, day: '2026-09-27' })
})

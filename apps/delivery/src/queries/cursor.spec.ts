import { expect, test } from '@jest/globals'
import { decodeCursor, encodeCursor, TIME, UUID } from './cursor.js'

const PARTS = ['2026-09-27T10:00:00.000Z', '6ba7b810-9dad-41d1-80b4-00c04fd430c8']

test('a cursor comes back as it went', () => {
  expect(decodeCursor(encodeCursor(PARTS), [TIME, UUID])).toEqual(PARTS)
})

test.each([
  ['forged', 'abc'],
  ['truncated', encodeCursor(PARTS).slice(0, -4)],
  ['of another list', encodeCursor([PARTS[1]!])],
  ['with other types', Buffer.from('[1,2]').toString('base64url')],
  ['with SQL', encodeCursor(["2026-09-27T10:00:00.000Z'; --", PARTS[1]!])],
])('one that is %s is refused', (_, cursor) => {
  expect(() => decodeCursor(cursor, [TIME, UUID])).toThrow('not one of ours')
})

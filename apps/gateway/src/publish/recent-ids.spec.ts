import { expect, test } from '@jest/globals'
import { RecentIds } from './recent-ids.js'

test('remembers at least its capacity, at most twice that', () => {
  const recent = new RecentIds(10)
  for (let i = 0; i < 25; i++) expect(recent.add(`${i}`)).toBe(false)
  expect(recent.add('24')).toBe(true)
  expect(recent.add('15')).toBe(true)
  expect(recent.add('1')).toBe(false)
})

test('forgets what was not acknowledged', () => {
  const recent = new RecentIds()
  recent.add('a')
  recent.forget('a')
  expect(recent.add('a')).toBe(false)
})

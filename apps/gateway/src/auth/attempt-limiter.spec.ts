import { expect, test } from '@jest/globals'
import { AttemptLimiter } from './attempt-limiter.js'

const limiter = (capacity = 100) => new AttemptLimiter({ burst: 3, perSecond: 2, capacity })

test('so many failures at once, then a wait, then as many as the time gives back', () => {
  const limits = limiter()
  expect(limits.waitSeconds('a', 0)).toBe(0)
  for (let i = 0; i < 3; i++) limits.failed('a', 0)
  expect(limits.waitSeconds('a', 0)).toBe(0.5)
  expect(limits.waitSeconds('a', 250)).toBe(0.25)
  expect(limits.waitSeconds('a', 500)).toBe(0)
  limits.failed('a', 500)
  expect(limits.waitSeconds('a', 500)).toBe(0.5)
  expect(limits.waitSeconds('a', 60_000)).toBe(0)
})

test('one source does not stand in the way of another', () => {
  const limits = limiter()
  for (let i = 0; i < 10; i++) limits.failed('a', 0)
  expect(limits.waitSeconds('a', 0)).toBeGreaterThan(0)
  expect(limits.waitSeconds('b', 0)).toBe(0)
})

test('however many sources there are, the memory is bounded: the oldest is forgotten', () => {
  const limits = limiter(2)
  for (let i = 0; i < 3; i++) limits.failed('a', 0)
  limits.failed('b', 0)
  limits.failed('c', 0)
  expect(limits.waitSeconds('a', 0)).toBe(0)
})

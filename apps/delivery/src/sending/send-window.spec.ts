import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { SendWindow } from './send-window.js'

test('one webhook has no more than its share, the others have room', async () => {
  const window = new SendWindow(10, 2)
  expect(await window.take('a', 0)).toBe(true)
  expect(await window.take('a', 0)).toBe(true)
  expect(await window.take('a', 0)).toBe(false)
  expect(await window.take('b', 0)).toBe(true)
  window.free('a')
  expect(await window.take('a', 0)).toBe(true)
})

test('who waits is admitted when someone leaves, in order', async () => {
  const window = new SendWindow(10, 1)
  await window.take('a', 0)
  const order: number[] = []
  const waiting = [1, 2].map(async (n) => {
    await window.take('a', 60_000)
    order.push(n)
  })
  expect(window.crowded()).toEqual(['a'])
  window.free('a')
  await waiting[0]
  window.free('a')
  await waiting[1]
  expect(order).toEqual([1, 2])
  expect(window.crowded()).toEqual([])
})

test('a webhook with a long queue does not keep another from the last place', async () => {
  const window = new SendWindow(1, 1)
  await window.take('a', 0)
  const queue = [window.take('a', 60_000), window.take('a', 60_000)]
  const other = window.take('b', 60_000)
  window.free('a')
  await queue[0]
  window.free('a')
  expect(await other).toBe(true)
  window.free('b')
  expect(await queue[1]).toBe(true)
})

test('never more in flight than the limits, and in the end everyone got in', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 40 }), async (ids) => {
      const window = new SendWindow(3, 2)
      const used = new Map<string, number>()
      await Promise.all(
        ids.map(async (id) => {
          expect(await window.take(id, 60_000)).toBe(true)
          used.set(id, (used.get(id) ?? 0) + 1)
          expect(used.get(id)).toBeLessThanOrEqual(2)
          expect(window.inFlight).toBeLessThanOrEqual(3)
          await new Promise((resolve) => setImmediate(resolve))
          used.set(id, used.get(id)! - 1)
          window.free(id)
        }),
      )
      expect(window.inFlight).toBe(0)
    }),
  )
})

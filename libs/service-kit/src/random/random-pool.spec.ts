import { expect, test } from '@jest/globals'
import { pooledRandom } from './random-pool.js'

test('gives no bytes twice, whatever the sizes', () => {
  const taken = Array.from({ length: 5_000 }, (_, i) => pooledRandom(8 + (i % 3) * 8))
  expect(new Set(taken.map((bytes) => bytes.toString('hex'))).size).toBe(5_000)
  expect(taken.every((bytes, i) => bytes.length === 8 + (i % 3) * 8)).toBe(true)
  expect(taken.every((bytes) => bytes.some((byte) => byte !== 0))).toBe(true)
})

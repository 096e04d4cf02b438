import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { Watermark } from './watermark.js'

test('the low watermark is the oldest record that has not ended', () => {
  const watermark = new Watermark(10)
  const [first, second, third] = [10, 11, 15].map((offset) => watermark.begin(offset))
  second?.()
  expect(watermark.low()).toBe(10)
  first?.()
  expect(watermark.low()).toBe(15)
  third?.()
  expect(watermark.low()).toBe(16)
})

test('whatever the order of endings, nothing unfinished is ever below it', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 60 }),
      fc.infiniteStream(fc.nat()),
      (gaps, picks) => {
        const watermark = new Watermark(0)
        let offset = 0
        const open = gaps.map((gap) => ({ offset: (offset += gap), done: watermark.begin(offset) }))
        while (open.length > 0) {
          const [ended] = open.splice(picks.next().value! % open.length, 1)
          ended!.done()
          const oldest = Math.min(...open.map((entry) => entry.offset))
          expect(watermark.low()).toBe(open.length > 0 ? oldest : offset + 1)
        }
      },
    ),
  )
})

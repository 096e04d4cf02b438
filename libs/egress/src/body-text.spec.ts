import { expect, test } from '@jest/globals'
import { BodyText } from './body-text.js'

function collect(keep: number, ...chunks: Buffer[]): { text: string; cut: boolean; size: number } {
  const body = new BodyText(keep)
  for (const chunk of chunks) body.add(chunk)
  return { text: body.text(), cut: body.isCut, size: body.size }
}
const bytes = (text: string): Buffer => Buffer.from(text)

test.each<[string, number, Buffer[], string, boolean]>([
  ['nothing', 4, [], '', false],
  ['one piece', 8, [bytes('abc')], 'abc', false],
  ['many pieces', 8, [bytes('ab'), bytes(''), bytes('c')], 'abc', false],
  ['exactly as much', 4, [bytes('ab'), bytes('cd')], 'abcd', false],
  ['one more', 4, [bytes('ab'), bytes('cde')], 'abcd', true],
  ['pieces after the limit', 4, [bytes('abcd'), bytes('e'), bytes('f')], 'abcd', true],
  ['a character over two pieces', 8, [bytes('é').subarray(0, 1), bytes('é').subarray(1)], 'é', false],
  ['a cut in a character of two', 4, [bytes('abcé')], 'abc', true],
  ['a cut in a character of three', 4, [bytes('ab日')], 'ab', true],
  ['a cut in a character of four', 4, [bytes('a😀')], 'a', true],
  ['a cut after a character of four', 5, [bytes('a😀b')], 'a😀', true],
  ['NUL', 8, [bytes('a\0b\0')], 'ab', false],
  ['bytes that are no UTF-8', 9, [Buffer.from([0x61, 0xff, 0x62])], 'a\ufffdb', false],
  ['no UTF-8, longer as text than allowed', 4, [Buffer.alloc(4, 0xff)], '\ufffd', false],
])('%s', (_name, keep, chunks, text, cut) => {
  const size = chunks.reduce((sum, chunk) => sum + chunk.length, 0)
  expect(collect(keep, ...chunks)).toEqual({ text, cut, size })
})

test('at most as many bytes as allowed, and never half a character, wherever the cut falls', () => {
  const text = 'aé日😀'.repeat(20)
  for (let keep = 0; keep <= 200; keep++) {
    const kept = collect(keep, bytes(text)).text
    expect(Buffer.byteLength(kept)).toBeLessThanOrEqual(keep)
    expect(Buffer.byteLength(kept)).toBeGreaterThan(Math.min(keep, 200) - 4)
    expect(text.startsWith(kept)).toBe(true)
  }
})

import { expect, test } from '@jest/globals'
import { PAYLOAD_BYTES, payloadOf, readPayload } from './payload.ts'

test('a payload is 500 bytes of JSON and tells its trial and number', () => {
  const text = payloadOf(17, 123_456)
  expect(Buffer.byteLength(text)).toBe(PAYLOAD_BYTES)
  expect(JSON.parse(text)).toMatchObject({ r: '0017', n: '000123456' })
  expect(readPayload(Buffer.from(text))).toEqual({ trial: 17, number: 123_456 })
})

test.each(['', '{}', 'x'.repeat(PAYLOAD_BYTES)])('%j is not ours', (text) => {
  expect(readPayload(Buffer.from(text))).toBeUndefined()
})

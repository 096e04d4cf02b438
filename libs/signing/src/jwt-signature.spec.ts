import { expect, test } from '@jest/globals'
import { decodeProtectedHeader, jwtVerify } from 'jose'
import { vectors } from '../test/vectors.js'
import { signJwt, utcMicroseconds } from './jwt-signature.js'
import { createHmacKey } from './secret.js'

test.each(vectors.jwt)('vector: $name', (vector) => {
  const token = signJwt({
    key: createHmacKey(Buffer.from(vector.key)),
    body: Buffer.from(vector.body_base64, 'base64'),
    timestampMs: vector.timestamp_ms,
    method: vector.method,
    uri: vector.uri,
    webhookKey: vector.webhook_key,
  })
  expect(token).toBe(vector.token)
})

test('jose verifies it with the UTF-8 bytes of the key, and finds these claims only', async () => {
  const token = signJwt({
    key: createHmacKey(Buffer.from('secret-key')),
    body: Buffer.from('{}'),
    timestampMs: 1758960000000,
    method: 'POST',
    uri: 'https://receiver.example/é',
    webhookKey: 'k1',
  })
  const { payload } = await jwtVerify(token, Buffer.from('secret-key'), { algorithms: ['HS256'] })
  expect(payload).toEqual({
    payload_md5: '99914b932bd37a50b983c5e7c90ae93b',
    payload_sha256: '44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a',
    timestamp: '2025-09-27T08:00:00.000000Z',
    method: 'POST',
    uri: 'https://receiver.example/é',
    webhook_key: 'k1',
  })
  expect(decodeProtectedHeader(token)).toEqual({ alg: 'HS256', typ: 'JWT' })
})

test.each([
  [0, '1970-01-01T00:00:00.000000Z'],
  [1758960000000, '2025-09-27T08:00:00.000000Z'],
  [1758960000000.001, '2025-09-27T08:00:00.000001Z'],
  [1758960000123.456, '2025-09-27T08:00:00.123456Z'],
  [1758960000999.9998, '2025-09-27T08:00:01.000000Z'],
])('utcMicroseconds(%d) is %s', (ms, text) => {
  expect(utcMicroseconds(ms)).toBe(text)
})

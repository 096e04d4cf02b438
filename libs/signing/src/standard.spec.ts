import { expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import { Webhook } from 'standardwebhooks'
import { vectors } from '../test/vectors.js'
import { createHmacKey, generateSecret } from './secret.js'
import { signStandard } from './standard.js'

test.each(vectors.standard)('vector: $name', ({ secrets, id, timestamp, body_base64, signature }) => {
  const body = Buffer.from(body_base64, 'base64')
  expect(signStandard({ keys: secrets.map(createHmacKey), id, timestampSeconds: timestamp, body })).toBe(signature)
})

test.each(vectors.standard_native_key)('vector: $name', ({ key, id, timestamp, body_base64, signature }) => {
  const body = Buffer.from(body_base64, 'base64')
  const keys = [createHmacKey(Buffer.from(key))]
  expect(signStandard({ keys, id, timestampSeconds: timestamp, body })).toBe(signature)
})

test('the official library signs the same', () => {
  const anyBody = fc.string({ unit: 'grapheme' })
  fc.assert(
    fc.property(fc.uuid(), fc.integer({ min: 1, max: 4_000_000_000 }), anyBody, (id, timestampSeconds, text) => {
      const secret = generateSecret()
      const body = Buffer.from(text)
      const ours = signStandard({ keys: [createHmacKey(secret)], id, timestampSeconds, body })
      expect(ours).toBe(new Webhook(secret).sign(id, new Date(timestampSeconds * 1000), body))
    }),
  )
})

test('the official library verifies it with the new and with the old secret of a rotation', () => {
  const secrets = [generateSecret(), generateSecret()]
  const timestampSeconds = Math.floor(Date.now() / 1000)
  const body = Buffer.from('{"n":12345678901234567890}')
  const signature = signStandard({ keys: secrets.map(createHmacKey), id: 'msg_1', timestampSeconds, body })
  const headers = {
    'webhook-id': 'msg_1',
    'webhook-timestamp': String(timestampSeconds),
    'webhook-signature': signature,
  }
  for (const secret of secrets) expect(() => new Webhook(secret).verify(body, headers)).not.toThrow()
  expect(() => new Webhook(generateSecret()).verify(body, headers)).toThrow('No matching signature')
})

test('no key, no signature', () => {
  expect(signStandard({ keys: [], id: 'a', timestampSeconds: 1, body: Buffer.alloc(0) })).toBe('')
})

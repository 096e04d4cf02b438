import { describe, expect, test } from '@jest/globals'
import { vectors } from '../test/vectors.js'
import { createHmacKey } from './secret.js'
import { signStandard } from './standard.js'
import { verifyStandard, type VerifyStandardInput } from './verify-standard.js'

const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'
const OTHER = 'whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8='
const NOW = 1758960000
const body = Buffer.from('{ "n": 1.10 }')
const signed = (secret: string, over: Buffer = body): string =>
  signStandard({ keys: [createHmacKey(secret)], id: 'msg_1', timestampSeconds: NOW, body: over })

const good: VerifyStandardInput = {
  secrets: [SECRET],
  id: 'msg_1',
  timestamp: String(NOW),
  signature: signed(SECRET),
  body,
  nowSeconds: NOW,
}

describe('accepts', () => {
  test.each<[string, Partial<VerifyStandardInput>]>([
    ['the request as sent', {}],
    ['an empty body', { body: Buffer.alloc(0), signature: signed(SECRET, Buffer.alloc(0)) }],
    ['a plain Uint8Array', { body: new Uint8Array(body) }],
    [
      'many signatures, one of them ours',
      { signature: `v1,${'A'.repeat(43)}= v1a,xyz ${signed(OTHER)} ${signed(SECRET)}` },
    ],
    ['many secrets, one of them right', { secrets: [OTHER, SECRET] }],
    ['300 s later', { nowSeconds: NOW + 300 }],
    ['300 s earlier', { nowSeconds: NOW - 300 }],
    ['another tolerance', { nowSeconds: NOW + 3600, toleranceSeconds: 3600 }],
  ])('%s', (_name, change) => {
    expect(verifyStandard({ ...good, ...change })).toEqual({ ok: true })
  })

  test.each(vectors.standard)(
    'each secret of the vector: $name',
    ({ secrets, id, timestamp, body_base64, signature }) => {
      const raw = Buffer.from(body_base64, 'base64')
      for (const secret of secrets) {
        const input = {
          secrets: [secret],
          id,
          timestamp: String(timestamp),
          signature,
          body: raw,
          nowSeconds: timestamp,
        }
        expect(verifyStandard(input)).toEqual({ ok: true })
      }
    },
  )

  test('native keys as bytes', () => {
    for (const { key, id, timestamp, body_base64, signature } of vectors.standard_native_key) {
      const raw = Buffer.from(body_base64, 'base64')
      const secrets = [Buffer.from(key)]
      const input = { secrets, id, timestamp: String(timestamp), signature, body: raw, nowSeconds: timestamp }
      expect(verifyStandard(input)).toEqual({ ok: true })
    }
  })
})

/** What a caller in plain JavaScript may pass. */
const untyped = (value: unknown): never => value as never

describe('refuses, each fault with its own code', () => {
  test.each<[string, Partial<VerifyStandardInput>, string]>([
    ['no id', { id: undefined }, 'missing_id'],
    ['no timestamp', { timestamp: undefined }, 'missing_timestamp'],
    ['no signature', { signature: undefined }, 'missing_signature'],
    ['empty signature', { signature: '' }, 'missing_signature'],
    ['headers as lists', { signature: untyped([signed(SECRET)]) }, 'missing_signature'],
    ['wrong version', { signature: signed(SECRET).replace('v1,', 'v2,') }, 'unsupported_version'],
    ['no version', { signature: signed(SECRET).slice(3) }, 'unsupported_version'],
    ['301 s later', { nowSeconds: NOW + 301 }, 'timestamp_too_old'],
    ['301 s earlier', { nowSeconds: NOW - 301 }, 'timestamp_in_future'],
    ['timestamp in milliseconds', { timestamp: `${NOW}000` }, 'invalid_timestamp'],
    ['timestamp as a date', { timestamp: '2025-09-27T08:00:00Z' }, 'invalid_timestamp'],
    ['negative timestamp', { timestamp: '-1' }, 'invalid_timestamp'],
    ['wrong secret', { secrets: [OTHER] }, 'no_match'],
    ['parsed and serialised again', { body: Buffer.from(JSON.stringify(JSON.parse(body.toString()))) }, 'no_match'],
    ['parsed', { body: untyped({ n: 1.1 }) }, 'invalid_body'],
    ['body as text', { body: untyped(body.toString()) }, 'invalid_body'],
    ['another id', { id: 'msg_2' }, 'no_match'],
    ['cut signature', { signature: signed(SECRET).slice(0, -1) }, 'no_match'],
    ['empty v1', { signature: 'v1,' }, 'no_match'],
    ['10 kB of signature', { signature: `v1,${'A'.repeat(10_000)}` }, 'no_match'],
    ['no secrets', { secrets: [] }, 'invalid_secret'],
    ['secret absent', { secrets: untyped(undefined) }, 'invalid_secret'],
    ['malformed secret beside a good one', { secrets: [SECRET, 'whsec_é'] }, 'invalid_secret'],
    ['secret of another type', { secrets: [untyped(42)] }, 'invalid_secret'],
  ])('%s', (_name, change, code) => {
    expect(verifyStandard({ ...good, ...change })).toMatchObject({ ok: false, code })
  })
})

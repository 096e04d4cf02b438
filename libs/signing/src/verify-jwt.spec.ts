import { describe, expect, test } from '@jest/globals'
import { createHmac } from 'node:crypto'
import { vectors } from '../test/vectors.js'
import { type JwtSignatureInput, signJwt } from './jwt-signature.js'
import { createHmacKey } from './secret.js'
import { verifyJwtSignature, type VerifyJwtInput } from './verify-jwt.js'

const KEY = 'secret-key'
const NOW = 1758960000
const body = Buffer.from('{ "n": 1.10 }')
const signing: JwtSignatureInput = {
  key: createHmacKey(Buffer.from(KEY)),
  body,
  timestampMs: NOW * 1000,
  method: 'POST',
  uri: 'https://receiver.example/hooks',
  webhookKey: 'k1',
}
const token = signJwt(signing)
const good: VerifyJwtInput = { keys: [KEY], token, body, nowSeconds: NOW }

/** A token with any header and claims, signed with the right key. */
function forged(header: unknown, claims: unknown): string {
  const signed = [header, claims].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.')
  return `${signed}.${createHmac('sha256', KEY).update(signed).digest('base64url')}`
}
const HS256 = { alg: 'HS256', typ: 'JWT' }
const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as Record<string, unknown>

test.each(vectors.jwt)('vector: $name', (vector) => {
  const nowSeconds = Math.floor(vector.timestamp_ms / 1000)
  const raw = Buffer.from(vector.body_base64, 'base64')
  const { uri, method } = vector
  const verdict = verifyJwtSignature({ keys: [vector.key], token: vector.token, body: raw, uri, method, nowSeconds })
  expect(verdict).toMatchObject({ ok: true, claims: { webhook_key: vector.webhook_key, timestamp: vector.timestamp } })
})

describe('accepts', () => {
  test.each<[string, Partial<VerifyJwtInput>]>([
    ['the request as sent', {}],
    ['many keys, one of them right', { keys: ['other', KEY] }],
    ['method and uri as expected', { method: 'POST', uri: 'https://receiver.example/hooks' }],
    ['300 s later', { nowSeconds: NOW + 300 }],
    ['300 s earlier', { nowSeconds: NOW - 300 }],
    ['empty body', { body: Buffer.alloc(0), token: signJwt({ ...signing, body: Buffer.alloc(0) }) }],
  ])('%s', (_name, change) => {
    expect(verifyJwtSignature({ ...good, ...change }).ok).toBe(true)
  })
})

describe('refuses, each fault with its own code', () => {
  const untyped = (value: unknown): never => value as never
  test.each<[string, Partial<VerifyJwtInput>, string]>([
    ['no token', { token: undefined }, 'missing_signature'],
    ['two parts', { token: 'a.b' }, 'malformed_token'],
    ['four parts', { token: `${token}.x` }, 'malformed_token'],
    ['blanks', { token: ` ${token}` }, 'malformed_token'],
    ['header that is no JSON', { token: `x${token}` }, 'unsupported_version'],
    [
      'alg none',
      { token: `${forged({ alg: 'none' }, claims).split('.').slice(0, 2).join('.')}.` },
      'unsupported_version',
    ],
    ['alg none, signed', { token: forged({ alg: 'none' }, claims) }, 'unsupported_version'],
    ['alg HS512', { token: forged({ alg: 'HS512' }, claims) }, 'unsupported_version'],
    ['wrong key', { keys: ['secret-kez'] }, 'no_match'],
    ['changed claims', { token: token.replace(/\.[^.]+\./, '.e30.') }, 'no_match'],
    ['a genuine token without our claims', { token: forged(HS256, { sub: 'x' }) }, 'malformed_token'],
    ['claims of other types', { token: forged(HS256, { ...claims, uri: 1 }) }, 'malformed_token'],
    ['claims that are no object', { token: forged(HS256, null) }, 'malformed_token'],
    ['another body', { body: Buffer.from('{"n":1.1}') }, 'payload_mismatch'],
    ['md5 right, sha256 wrong', { token: forged(HS256, { ...claims, payload_sha256: '0' }) }, 'payload_mismatch'],
    ['sha256 right, md5 wrong', { token: forged(HS256, { ...claims, payload_md5: '0' }) }, 'payload_mismatch'],
    ['another method', { method: 'PUT' }, 'method_mismatch'],
    ['another uri', { uri: '/hooks' }, 'uri_mismatch'],
    ['time in another form', { token: forged(HS256, { ...claims, timestamp: '27/09/2025' }) }, 'invalid_timestamp'],
    [
      'month 13',
      { token: forged(HS256, { ...claims, timestamp: '2025-13-27T08:00:00.000000Z' }) },
      'invalid_timestamp',
    ],
    ['301 s later', { nowSeconds: NOW + 301 }, 'timestamp_too_old'],
    ['301 s earlier', { nowSeconds: NOW - 301 }, 'timestamp_in_future'],
    ['no keys', { keys: [] }, 'invalid_secret'],
    ['empty key', { keys: [''] }, 'invalid_secret'],
    ['key absent', { keys: untyped(undefined) }, 'invalid_secret'],
    ['parsed body', { body: untyped({}) }, 'invalid_body'],
  ])('%s', (_name, change, code) => {
    expect(verifyJwtSignature({ ...good, ...change })).toMatchObject({ ok: false, code })
  })
})

import { beforeEach, describe, expect, test } from '@jest/globals'
import type { Env } from '../env.js'
import { ApiKeysView } from '../snapshot/api-keys.view.js'
import type { Snapshot } from '../snapshot/snapshot.js'
import { mintApiKey } from './api-key-text.js'
import { Authenticator } from './authenticator.js'

const ADMIN_KEY = 'an-admin-key-of-some-length'
const tenantId = '6ba7b810-9dad-11d1-80b4-00c04fd430c8'
const env = {
  HOOKLINE_ADMIN_KEY: ADMIN_KEY,
  HOOKLINE_LIMIT_AUTH_FAILURES: 5,
  HOOKLINE_LIMIT_AUTH_FAILURES_PER_SECOND: 1,
} as Env
const NOW = Date.parse('2026-01-01T00:00:00Z')

let ready: true | string
let tenants: Set<string>
let authenticator: Authenticator
const keys = { plain: mintApiKey(), expiring: mintApiKey(), orphan: mintApiKey() }

beforeEach(() => {
  ready = true
  tenants = new Set([tenantId])
  const apiKeys = new ApiKeysView()
  const record = { name: 'n', scopes: ['read'], created_at: '2025-01-01T00:00:00.000Z', expires_at: null }
  const put = ({ id, hash }: { id: string; hash: string }, more: object) =>
    apiKeys.put(id, { ...record, id, hash, ...more })
  put(keys.plain, { tenant_id: tenantId })
  put(keys.expiring, { tenant_id: tenantId, expires_at: '2026-01-01T00:00:01.000Z' })
  put(keys.orphan, { tenant_id: '7ba7b810-9dad-11d1-80b4-00c04fd430c8' })
  const snapshot = {
    apiKeys,
    tenants: { get: (id: string) => (tenants.has(id) ? {} : undefined) },
    readiness: () => ready,
  }
  authenticator = new Authenticator(env, snapshot as unknown as Snapshot)
})

const ask = (key: string | undefined, { now = NOW, ip = '192.0.2.1' } = {}) =>
  authenticator.authenticate(key === undefined ? undefined : `Bearer ${key}`, ip, now)
const codeOf = (...args: Parameters<typeof ask>): string => {
  try {
    ask(...args)
  } catch (error) {
    return (error as { code: string }).code
  }
  return 'ok'
}

describe('who a key stands for', () => {
  test('the admin key, a tenant key', () => {
    expect(ask(ADMIN_KEY)).toEqual({ kind: 'admin' })
    expect(ask(keys.plain.key)).toEqual({ kind: 'key', keyId: keys.plain.id, tenantId, scopes: ['read'] })
    expect(authenticator.authenticate(`bearer   ${keys.plain.key} `, '192.0.2.1', NOW)).toMatchObject({ kind: 'key' })
  })

  test('an expiring key until it expires', () => {
    expect(codeOf(keys.expiring.key, { now: NOW + 999 })).toBe('ok')
    expect(codeOf(keys.expiring.key, { now: NOW + 1_000 })).toBe('unauthenticated')
  })

  test('a key whose tenant is gone', () => {
    expect(codeOf(keys.orphan.key)).toBe('unauthenticated')
  })

  test.each([
    ['none', undefined],
    ['empty', ''],
    ['one changed character', keys.plain.key.slice(0, -1) + (keys.plain.key.endsWith('a') ? 'b' : 'a')],
    ['the right id with another secret', `hl_${keys.plain.id}_${'x'.repeat(43)}`],
    ['a truncated one', keys.plain.key.slice(0, -1)],
    ['ten kilobytes', `hl_${'a'.repeat(10_000)}_b`],
    ['NUL', `hl_a_b\u0000`],
    ['unicode', 'hl_ä_ö'],
    ['two keys', `${keys.plain.key} ${keys.plain.key}`],
    ['something of the admin key\u2019s length', 'x'.repeat(ADMIN_KEY.length)],
  ])('B102 %s: 401', (_, key) => {
    expect(codeOf(key)).toBe('unauthenticated')
  })

  test.each(['Basic YTpi', keys.plain.key, `Token ${keys.plain.key}`, 'Bearer'])('another scheme: %s', (header) => {
    expect(() => authenticator.authenticate(header, '192.0.2.1', NOW)).toThrow(
      expect.objectContaining({ code: 'unauthenticated' }),
    )
  })

  test('while the configuration is unknown, an unknown key is no wrong key', () => {
    ready = 'still being read'
    expect(codeOf('hl_zzz_b')).toBe('unavailable')
    expect(codeOf(ADMIN_KEY)).toBe('ok')
  })
})

describe('B109 guessing', () => {
  const guess = (times: number, key: (i: number) => string, ip?: string) =>
    Array.from({ length: times }, (_, i) => codeOf(key(i), ip === undefined ? {} : { ip }))

  test('is turned away after so many refusals, and let in again later', () => {
    const answers = guess(8, (i) => `hl_unknown${i}_x`)
    expect(answers).toEqual([...Array(5).fill('unauthenticated'), ...Array(3).fill('rate_limited')])
    expect(codeOf('hl_unknown_x', { now: NOW + 1_000 })).toBe('unauthenticated')
  })

  test('says when to come back', () => {
    guess(5, () => 'hl_unknown_x')
    expect(() => ask('hl_unknown_x')).toThrow(expect.objectContaining({ retryAfterSeconds: 1 }))
  })

  test('locks out neither the holders of keys behind the same address nor other addresses', () => {
    guess(10, (i) => `hl_unknown${i}_x`)
    expect(codeOf(keys.plain.key)).toBe('ok')
    expect(codeOf(ADMIN_KEY)).toBe('ok')
    guess(10, () => `hl_${keys.plain.id}_x`)
    expect(codeOf(keys.plain.key)).toBe('rate_limited')
    expect(codeOf(keys.expiring.key)).toBe('ok')
    expect(codeOf(keys.plain.key, { ip: '192.0.2.2' })).toBe('ok')
  })
})

import { randomBytes } from 'node:crypto'
import { describe, expect, test } from '@jest/globals'
import { Sealer } from './sealer.js'

const OLD = { id: 'k1', key: randomBytes(32) }
const NEW = { id: 'k2', key: randomBytes(32) }
const SECRET = 'whsec_näh 😀'

describe('a sealed value', () => {
  const sealer = new Sealer([OLD])
  const sealed = sealer.seal(SECRET, 'tenant-a', 'webhook.secret')

  test('opens for its tenant and purpose', () => {
    expect(sealer.open(sealed, 'tenant-a', 'webhook.secret')).toBe(SECRET)
  })

  test('is new each time and shows nothing', () => {
    expect(sealer.seal(SECRET, 'tenant-a', 'webhook.secret')).not.toBe(sealed)
    expect(Buffer.from(sealed.split('.')[2]!, 'base64url').includes('whsec_')).toBe(false)
  })

  test('does not open for another tenant or purpose', () => {
    expect(() => sealer.open(sealed, 'tenant-b', 'webhook.secret')).toThrow('does not fit')
    expect(() => sealer.open(sealed, 'tenant-a', 'webhook.headers')).toThrow('does not fit')
  })

  test('does not open with one bit changed, wherever it is', () => {
    const [version, key, box] = sealed.split('.')
    const bytes = Buffer.from(box!, 'base64url')
    for (let at = 0; at < bytes.length; at += 1) {
      const bad = Buffer.from(bytes)
      bad[at]! ^= 1
      const forged = `${version}.${key}.${bad.toString('base64url')}`
      expect(() => sealer.open(forged, 'tenant-a', 'webhook.secret')).toThrow('does not fit')
    }
  })

  test.each(['', 'v1', 'v1.k1.', 'v2.k1.AAAA', 'v1.k1.AAAA'])('%j is none', (text) => {
    expect(() => sealer.open(text, 'tenant-a', 'webhook.secret')).toThrow('not a sealed value')
  })
})

test('after a rotation the new key seals and both open', () => {
  const before = new Sealer([OLD]).seal(SECRET, 't', 'p')
  const rotated = new Sealer([NEW, OLD])
  expect(rotated.open(before, 't', 'p')).toBe(SECRET)
  expect(rotated.seal(SECRET, 't', 'p')).toMatch(/^v1\.k2\./)
  expect(() => new Sealer([NEW]).open(before, 't', 'p')).toThrow('HOOKLINE_MASTER_KEYS lacks the key "k1"')
})

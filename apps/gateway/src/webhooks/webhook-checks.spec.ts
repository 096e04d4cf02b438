import { describe, expect, test } from '@jest/globals'
import { requireHeaders, requireSecret, requireTargetUrl } from './webhook-checks.js'

const strict = { allowHttp: false, allowCidrs: [] }

describe('a refusal names the field', () => {
  test('url', () => {
    expect(() => requireTargetUrl('https://example.com/hooks', strict)).not.toThrow()
    expect(() => requireTargetUrl('https://10.0.0.1/', strict)).toThrow(
      expect.objectContaining({ code: 'url_refused', errors: [{ path: 'url', message: 'destination not allowed' }] }),
    )
  })

  test('headers, each one', () => {
    expect(() => requireHeaders({ Authorization: 'Bearer x', 'X-A': '' })).not.toThrow()
    const errors = ['headers.Host', 'headers.X A'].map((path) => ({ path, message: expect.any(String) }))
    expect(() => requireHeaders({ Host: 'x', 'X-A': 'ok', 'X A': 'y' })).toThrow(
      expect.objectContaining({ code: 'header_refused', errors }),
    )
    const many = Object.fromEntries(Array.from({ length: 51 }, (_, i) => [`X-${i}`, '']))
    expect(() => requireHeaders(many)).toThrow(
      expect.objectContaining({ errors: [{ path: 'headers', message: expect.any(String) }] }),
    )
  })
})

describe('secrets', () => {
  const whsec = (bytes: number) => `whsec_${Buffer.alloc(bytes, 1).toString('base64')}`

  test.each([
    ['standard', whsec(24), true],
    ['standard', whsec(64), true],
    ['standard', whsec(23), false],
    ['standard', whsec(65), false],
    ['standard', 'secret-key', false],
    ['standard', `${whsec(24)}=`, false],
    ['jwt-signature', 'x', true],
    ['jwt-signature', 'ü'.repeat(256), true],
    ['jwt-signature', `${'ü'.repeat(256)}x`, false],
    ['jwt-signature', '', false],
    ['jwt-signature', 'a\nb', false],
    ['jwt-signature', 'a\u0085b', false],
    ['jwt-signature', '\ud800', false],
  ] as const)('%s: %j is accepted: %s', (profile, secret, accepted) => {
    const check = () => requireSecret(secret, profile)
    if (accepted) expect(check).not.toThrow()
    else
      expect(check).toThrow(
        expect.objectContaining({
          code: 'validation_failed',
          errors: [{ path: 'secret', message: expect.any(String) }],
        }),
      )
  })

  test('what is refused is not repeated', () => {
    expect(() => requireSecret('my-own-secret', 'standard')).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining('my-own') }),
    )
  })
})

import { describe, expect, test } from '@jest/globals'
import { createHmacKey, generateSecret, parseSecret, SecretError } from './secret.js'

const ofBytes = (count: number): string => `whsec_${Buffer.alloc(count, 0xfb).toString('base64')}`

function codeOf(run: () => unknown): string {
  try {
    run()
  } catch (error) {
    if (error instanceof SecretError) return error.code
    throw error
  }
  return 'none'
}

describe('parseSecret', () => {
  test.each([24, 25, 32, 64])('takes %d bytes', (count) => {
    expect(parseSecret(ofBytes(count))).toEqual(Buffer.alloc(count, 0xfb))
  })

  test.each([
    ['no prefix', ofBytes(32).slice(6), 'secret_prefix'],
    ['other case', ofBytes(32).replace('whsec_', 'WHSEC_'), 'secret_prefix'],
    ['empty', '', 'secret_prefix'],
    ['prefix alone', 'whsec_', 'secret_length'],
    ['23 bytes', ofBytes(23), 'secret_length'],
    ['65 bytes', ofBytes(65), 'secret_length'],
    ['no padding', ofBytes(32).replace('=', ''), 'secret_base64'],
    ['base64url', ofBytes(32).replaceAll('+', '-'), 'secret_base64'],
    ['blank at the end', `${ofBytes(32)} `, 'secret_base64'],
    ['bits after the last byte', `${ofBytes(32).slice(0, -2)}9=`, 'secret_base64'],
    ['other characters', `whsec_${'é'.repeat(40)}`, 'secret_base64'],
  ])('refuses: %s', (_name, secret, code) => {
    expect(codeOf(() => parseSecret(secret))).toBe(code)
    expect(codeOf(() => createHmacKey(secret))).toBe(code)
  })

  test('an error does not repeat the secret', () => {
    expect(() => parseSecret('hunter2')).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining('hunter2') }),
    )
  })
})

test('a generated secret is a new one of 32 bytes', () => {
  expect(parseSecret(generateSecret())).toHaveLength(32)
  expect(generateSecret()).not.toBe(generateSecret())
  expect(generateSecret(Buffer.alloc(24))).toBe(`whsec_${'A'.repeat(32)}`)
})

test('raw bytes are a key, however few; none are not', () => {
  expect(createHmacKey(Buffer.from('k')).symmetricKeySize).toBe(1)
  expect(codeOf(() => createHmacKey(new Uint8Array()))).toBe('secret_length')
})

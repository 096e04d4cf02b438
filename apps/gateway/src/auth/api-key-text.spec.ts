import { createHash } from 'node:crypto'
import { expect, test } from '@jest/globals'
import { keyIdOf, mintApiKey } from './api-key-text.js'

test('a key names its id and carries 43 random characters; the hash is that of the whole key', () => {
  const { id, key, hash } = mintApiKey()
  expect(key).toMatch(/^hl_[0-9A-Za-z]{16}_[0-9A-Za-z]{43}$/)
  expect(keyIdOf(key)).toBe(id)
  expect(hash).toBe(createHash('sha256').update(key).digest('hex'))
  expect(new Set(Array.from({ length: 100 }, () => mintApiKey().key)).size).toBe(100)
})

test.each(['', 'hl_', 'hl_a', 'hl__b', 'hl_a_', 'hl_a_b_c', 'sk_a_b', 'hl_a b_c', `hl_${'a'.repeat(65)}_b`])(
  '%j has no key id',
  (text) => expect(keyIdOf(text)).toBeUndefined(),
)

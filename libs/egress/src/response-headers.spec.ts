import { expect, test } from '@jest/globals'
import { keptHeaders } from './response-headers.js'

test.each<[string, Record<string, string | string[] | undefined>, Record<string, string>]>([
  [
    'as they are',
    { 'content-type': 'text/plain', 'retry-after': '30' },
    { 'content-type': 'text/plain', 'retry-after': '30' },
  ],
  ['joined', { link: ['a', 'b'] }, { link: 'a, b' }],
  ['without cookies', { 'set-cookie': Array(1000).fill('a=b'), etag: 'x' }, { etag: 'x' }],
  ['latin-1', { server: 'é\u0080' }, { server: 'é\u0080' }],
  ['without NUL', { server: 'a\0b' }, { server: 'ab' }],
  ['cut', { server: 'x'.repeat(5000) }, { server: 'x'.repeat(1024) }],
  ['absent ones left out', { server: undefined }, {}],
  ['no prototype', JSON.parse('{"__proto__":"x","constructor":"y"}') as Record<string, string>, { constructor: 'y' }],
])('%s', (_name, headers, kept) => {
  expect(keptHeaders(headers)).toEqual(kept)
})

test('at most 64', () => {
  const many = Object.fromEntries(Array.from({ length: 1000 }, (_, i) => [`x-${i}`, 'v']))
  expect(Object.keys(keptHeaders(many))).toHaveLength(64)
})

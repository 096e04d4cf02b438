import { expect, test } from '@jest/globals'
import { parseJsonBytes } from './parse-json.js'

test.each<[string, string, unknown]>([
  ['object', '{"a":[1,"é😀"]}', { a: [1, 'é😀'] }],
  ['null', ' null ', null],
  ['NUL escape and lone surrogate', '["\\u0000","\\ud800"]', ['\u0000', '\ud800']],
])('parses %s', (_name, text, value) => {
  expect(parseJsonBytes(Buffer.from(text))).toEqual({ ok: true, value })
})

test.each<[string, Buffer, string]>([
  ['empty', Buffer.alloc(0), 'not_json'],
  ['open', Buffer.from('{'), 'not_json'],
  ['text after it', Buffer.from('{}x'), 'not_json'],
  ['single quotes', Buffer.from("{'a':1}"), 'not_json'],
  ['trailing comma', Buffer.from('[1,]'), 'not_json'],
  ['comment', Buffer.from('[1]//'), 'not_json'],
  ['NaN', Buffer.from('NaN'), 'not_json'],
  ['raw control character', Buffer.from('"a\u0001"'), 'not_json'],
  ['byte order mark', Buffer.from('\ufeff{}'), 'bom'],
  ['UTF-16', Buffer.from('{}', 'utf16le'), 'not_json'],
  ['UTF-16 with mark', Buffer.from('\ufeff{}', 'utf16le'), 'not_utf8'],
  ['latin-1', Buffer.from('"\u00e9"', 'latin1'), 'not_utf8'],
  ['overlong', Buffer.from([0x22, 0xc0, 0xaf, 0x22]), 'not_utf8'],
  ['surrogate as bytes', Buffer.from([0x22, 0xed, 0xa0, 0x80, 0x22]), 'not_utf8'],
])('refuses %s', (_name, bytes, code) => {
  expect(parseJsonBytes(bytes)).toMatchObject({ ok: false, code })
})

test('a message gives the place, never the text', () => {
  const parsed = parseJsonBytes(Buffer.from('{"password":"hunter2",}'))
  expect(parsed).toEqual({ ok: false, code: 'not_json', message: 'the body is not valid JSON at position 22' })
  const token = parseJsonBytes(Buffer.from('hunter2'))
  expect(token).toEqual({ ok: false, code: 'not_json', message: 'the body is not valid JSON' })
})

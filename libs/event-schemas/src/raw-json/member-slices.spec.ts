import { describe, expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import { elementSlices, memberSlices } from './member-slices.js'
import { RawJsonError } from './raw-json-error.js'
import type { ByteRange } from './scan.js'

const cut = (bytes: Buffer, range: ByteRange | undefined): string =>
  range ? bytes.toString('utf8', range.start, range.end) : '(absent)'

function members(text: string): Record<string, string> {
  const bytes = Buffer.from(text)
  return Object.fromEntries([...memberSlices(bytes)].map(([name, range]) => [name, cut(bytes, range)]))
}

function codeOf(run: () => unknown): string {
  try {
    run()
  } catch (error) {
    if (error instanceof RawJsonError) return error.code
    throw error
  }
  return 'none'
}

describe('memberSlices', () => {
  test.each<[string, string, Record<string, string>]>([
    ['empty', '{}', {}],
    ['empty with space', ' \t{\r\n } \n', {}],
    ['scalars', '{"a":1,"b":true,"c":null,"d":-1.5e+3}', { a: '1', b: 'true', c: 'null', d: '-1.5e+3' }],
    ['space is not part of a slice', '{ "a" :\n 1 , "b":\t"x" }', { a: '1', b: '"x"' }],
    [
      'big numbers as written',
      '{"n":12345678901234567890,"p":1.10,"z":-0}',
      { n: '12345678901234567890', p: '1.10', z: '-0' },
    ],
    ['escaped name', '{"\\u0070ayload":{"x":1}}', { payload: '{"x":1}' }],
    ['escaped quote in a name', '{"a\\"b":1,"\\\\":2}', { 'a"b': '1', '\\': '2' }],
    ['braces and colons in strings', '{"a":"}{][,:","b":["}",{"c":"]"}]}', { a: '"}{][,:"', b: '["}",{"c":"]"}]' }],
    ['escaped quotes in values', '{"a":"\\"}","b":"\\\\","c":1}', { a: '"\\"}"', b: '"\\\\"', c: '1' }],
    ['emoji and long characters', '{"😀":"é日😀","b":2}', { '😀': '"é日😀"', b: '2' }],
    ['empty name', '{"":1}', { '': '1' }],
    ['forbidden name further in is the caller’s business', '{"a":{"__proto__":1}}', { a: '{"__proto__":1}' }],
    ['duplicates further in are kept as bytes', '{"a":{"x":1,"x":2}}', { a: '{"x":1,"x":2}' }],
    ['lone surrogate', '{"a":"\\ud800"}', { a: '"\\ud800"' }],
  ])('%s', (_name, text, expected) => {
    expect(members(text)).toEqual(expected)
  })

  test.each([
    ['duplicate', '{"a":1,"b":2,"a":3}', 'duplicate_member'],
    ['duplicate behind an escape', '{"a":1,"\\u0061":2}', 'duplicate_member'],
    ['__proto__', '{"__proto__":{}}', 'forbidden_member'],
    ['escaped __proto__', '{"\\u005f_proto__":{}}', 'forbidden_member'],
    ['constructor', '{"constructor":1}', 'forbidden_member'],
    ['prototype', '{"prototype":1}', 'forbidden_member'],
    ['array', '[1]', 'not_object'],
    ['scalar', '1', 'not_object'],
    ['nothing', '', 'not_object'],
    ['cut short', '{"a":1', 'malformed'],
    ['cut in a name', '{"a', 'malformed'],
    ['no value', '{"a":}', 'malformed'],
    ['no comma', '{"a":"x""b":2}', 'malformed'],
  ])('refuses: %s', (_name, text, code) => {
    expect(codeOf(() => memberSlices(Buffer.from(text)))).toBe(code)
  })

  test('names the member, a long one shortened in the message', () => {
    const name = 'x'.repeat(1000)
    const run = (): unknown => memberSlices(Buffer.from(`{"${name}":1,"${name}":2}`))
    expect(run).toThrow(expect.objectContaining({ member: name, message: `member "${'x'.repeat(64)}" occurs twice` }))
  })

  test('works inside a range: a batch of events', () => {
    const bytes = Buffer.from('{"events": [ {"payload": {"n":1.0}} , {"payload":[]}]}')
    const payloads = elementSlices(bytes, memberSlices(bytes).get('events')).map((event) =>
      cut(bytes, memberSlices(bytes, event).get('payload')),
    )
    expect(payloads).toEqual(['{"n":1.0}', '[]'])
  })
})

describe('elementSlices', () => {
  test.each<[string, string, string[]]>([
    ['empty', '[ ]', []],
    ['mixed', '[1, "a,]" ,[2,[3]],{"b":[]} , null]', ['1', '"a,]"', '[2,[3]]', '{"b":[]}', 'null']],
  ])('%s', (_name, text, expected) => {
    const bytes = Buffer.from(text)
    expect(elementSlices(bytes).map((range) => cut(bytes, range))).toEqual(expected)
  })

  test.each<[string, string, string, ByteRange | undefined]>([
    ['object', '{}', 'not_array', undefined],
    ['cut short', '[1,', 'malformed', undefined],
    ['open', '[', 'malformed', undefined],
    ['cut by the range', '[1,2]', 'malformed', { start: 0, end: 4 }],
    ['range before the end of an empty one', '[]', 'malformed', { start: 0, end: 1 }],
  ])('refuses: %s', (_name, text, code, range) => {
    expect(codeOf(() => elementSlices(Buffer.from(text), range))).toBe(code)
  })
})

/** Renders a value as JSON with white space from `gaps` between all tokens. */
function render(value: unknown, gap: () => string): string {
  const item = (inner: unknown): string => `${gap()}${render(inner, gap)}${gap()}`
  if (Array.isArray(value)) return `[${value.length === 0 ? gap() : value.map(item).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const entries = Object.entries(value).map(([name, inner]) => `${gap()}${JSON.stringify(name)}${gap()}:${item(inner)}`)
  return `{${entries.length === 0 ? gap() : entries.join(',')}}`
}

const allowed = fc
  .string({ unit: 'grapheme' })
  .filter((name) => !['__proto__', 'constructor', 'prototype'].includes(name))
const object = fc.dictionary(allowed, fc.jsonValue({ maxDepth: 4 }), { noNullPrototype: true })
const gaps = fc.infiniteStream(fc.constantFrom('', '', ' ', '\n', '\r\n\t'))

test('each slice is the member, whatever the white space', () => {
  fc.assert(
    fc.property(object, gaps, (value, gap) => {
      const bytes = Buffer.from(` ${render(value, () => gap.next().value as string)} `)
      const slices = memberSlices(bytes)
      expect([...slices.keys()]).toEqual(Object.keys(value))
      for (const [name, range] of slices)
        expect(JSON.parse(cut(bytes, range))).toEqual(JSON.parse(JSON.stringify(value[name])))
    }),
  )
})

test('slices joined again are the bytes that came in', () => {
  fc.assert(
    fc.property(object, fc.array(fc.jsonValue({ maxDepth: 3 })), (value, list) => {
      const bytes = Buffer.from(JSON.stringify(value))
      const again = [...memberSlices(bytes)].map(([name, range]) => `${JSON.stringify(name)}:${cut(bytes, range)}`)
      expect(`{${again.join(',')}}`).toBe(bytes.toString())
      const array = Buffer.from(JSON.stringify(list))
      expect(
        `[${elementSlices(array)
          .map((range) => cut(array, range))
          .join(',')}]`,
      ).toBe(array.toString())
    }),
  )
})

test('any bytes at all: an answer or a RawJsonError, never a hang', () => {
  const noise = fc
    .array(fc.constantFrom('{', '}', '[', ']', '"', ',', ':', '\\', ' ', '1', 'u', '\u0000', 'é'))
    .map((parts) => Buffer.from(parts.join('')))
  fc.assert(
    fc.property(noise, (bytes) => {
      codeOf(() => memberSlices(bytes))
      codeOf(() => elementSlices(bytes))
    }),
    { numRuns: 2000 },
  )
})

import { expect, test } from '@jest/globals'
import { arrayLiteral } from './array-literal.js'

const cases: [type: string, values: Parameters<typeof arrayLiteral>[1], literal: string][] = [
  ['uuid', ['a-b', null, 'c'], '{a-b,NULL,c}'],
  ['integer', [], '{}'],
  ['integer', [0, -1, null], '{0,-1,NULL}'],
  ['real', [0.5], '{0.5}'],
  ['timestamptz', [new Date(0)], '{1970-01-01T00:00:00.000Z}'],
  ['bytea', [Buffer.from([0, 255]), null, Buffer.alloc(0)], '{"\\\\x00ff",NULL,"\\\\x"}'],
  ['text', ['', 'NULL', 'a,b', '{}', ' x ', null], '{"","NULL","a,b","{}"," x ",NULL}'],
  ['text', ['"', '\\', '"\\"', "it's", '\n', '😀'], '{"\\"","\\\\","\\"\\\\\\"","it\'s","\n","😀"}'],
]

test.each(cases)('%s %j', (type, values, literal) => {
  expect(arrayLiteral(type, values)).toBe(literal)
})

import { expect, test } from '@jest/globals'
import { sourceOf } from './source.js'

test.each([
  ['192.0.2.7', '192.0.2.7|k'],
  ['::ffff:192.0.2.7', '192.0.2.7|k'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2|k'],
  ['2001:db8:1:2::6', '2001:db8:1:2|k'],
  ['2001:db8::6', '2001:db8:0:0|k'],
  ['::1', '0:0:0:0|k'],
])('%s counts as %s', (ip, source) => {
  expect(sourceOf(ip, 'k')).toBe(source)
})

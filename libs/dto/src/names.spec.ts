import { describe, expect, test } from '@jest/globals'
import { EventTypePattern, InstantInput, PublishedEventType, Uuid } from './names.js'

describe('event type names', () => {
  const cases: [name: string, accepted: boolean][] = [
    ['order.created', true],
    ['order', true],
    ['user:created', true],
    ['a-b_c.D9', true],
    ['x'.repeat(128), true],
    ['x'.repeat(129), false],
    ['', false],
    ['a..b', false],
    ['.a', false],
    ['a.', false],
    ['*', false],
    ['order.*', false],
    ['../x', false],
    ['_order', false],
    ['__proto__', false],
    ['order created', false],
    ['order.😀', false],
    ['order\n', false],
    ['hookline.webhook.disabled', false],
  ]
  test.each(cases)('%j accepted: %j', (name, accepted) => {
    expect(PublishedEventType.safeParse(name).success).toBe(accepted)
  })
})

test.each([
  ['order.*', true],
  ['order.created', true],
  ['hookline.webhook.disabled', true],
  ['*', false],
  ['order*', false],
  ['*.created', false],
  ['order.**', false],
  ['a.*.b', false],
])('subscription %j accepted: %j', (pattern, accepted) => {
  expect(EventTypePattern.safeParse(pattern).success).toBe(accepted)
})

test('a UUID of any version and either case comes out lower-case', () => {
  expect(Uuid.parse('6BA7B810-9DAD-11D1-80B4-00C04FD430C8')).toBe('6ba7b810-9dad-11d1-80b4-00c04fd430c8')
})

test.each([
  'not-a-uuid',
  '{6ba7b810-9dad-11d1-80b4-00c04fd430c8}',
  'urn:uuid:6ba7b810-9dad-11d1-80b4-00c04fd430c8',
  '6ba7b8109dad11d180b400c04fd430c8',
  '６ba7b810-9dad-11d1-80b4-00c04fd430c8',
])('%j is no UUID in our form', (text) => expect(Uuid.safeParse(text).success).toBe(false))

test.each([
  ['2026-02-28T10:00:00Z', '2026-02-28T10:00:00.000Z'],
  ['2026-02-28T10:00:00.123456+02:00', '2026-02-28T08:00:00.123Z'],
])('%j is the instant %j', (text, instant) => {
  expect(InstantInput.parse(text)).toBe(instant)
})

test.each([
  '2026-02-30T10:00:00Z',
  '2026-02-28',
  '2026-02-28T10:00:00',
  'yesterday',
  '2026-02-28T10:00:00+25:00',
  '2026-12-31T23:59:60Z',
])('%j is no instant', (text) => expect(InstantInput.safeParse(text).success).toBe(false))

import { expect, test } from '@jest/globals'
import { EventDetail } from '@hookline/dto'
import { eventJson } from './event-json.js'

const summary = {
  id: 'e',
  type: 'a',
  source: '/s',
  ordering_key: null,
  tags: [],
  occurred_at: '2026-01-01T00:00:00.000Z',
  received_at: '2026-01-01T00:00:00.000Z',
  outcome: 'no_match' as const,
  conflicts: 0,
}
const answer = (payload: Buffer, content_type = 'application/json'): string =>
  eventJson({ summary, content_type, payload: payload.toString('base64'), deliveries: [] }).toString()

test.each(['12345678901234567890', '{"b":1.10, "a":-0,"a":1}', 'null', '"\\ud800"', ' [] '])(
  'JSON stays %s',
  (payload) => {
    const text = answer(Buffer.from(payload))
    expect(text).toContain(`"payload":${payload},"deliveries":[]`)
    expect(EventDetail.parse(JSON.parse(text))).toMatchObject({
      id: 'e',
      content_type: 'application/json',
      deliveries: [],
    })
  },
)

test.each([
  ['text', Buffer.from('hello'), 'text/plain'],
  ['bytes', Buffer.from([0, 255, 34]), 'application/octet-stream'],
  ['nothing', Buffer.alloc(0), 'application/json'],
  ['what is called JSON and is none', Buffer.from('{"a":'), 'application/json'],
  ['JSON in bytes that are no UTF-8', Buffer.from([0x22, 0xff, 0x22]), 'application/json'],
])('%s comes as base64', (_, bytes, type) => {
  const detail = EventDetail.parse(JSON.parse(answer(bytes, type)))
  expect(Buffer.from(detail.payload_base64!, 'base64').equals(bytes)).toBe(true)
  expect('payload' in detail).toBe(false)
})

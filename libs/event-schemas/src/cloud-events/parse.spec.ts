import { describe, expect, test } from '@jest/globals'
import type { RecordLike } from '../record.js'
import { parseEventRecord } from './parse.js'

const RECEIVED = new Date('2026-09-01T12:00:00Z')
const TENANT = '0b3f1c6e-0d52-4f3e-9f0d-7c1f2e3d4c5b'
const ID = '6ba7b810-9dad-11d1-80b4-00c04fd430c8'

const binary = (value: string | null, headers: Record<string, string> = {}): RecordLike => ({
  key: null,
  value: value === null ? null : Buffer.from(value),
  headers: {
    ce_specversion: '1.0',
    ce_id: ID,
    ce_source: '/orders',
    ce_type: 'order.created',
    ce_tenantkey: TENANT,
    'content-type': 'application/json',
    ...headers,
  },
})

const structured = (envelope: string, contentType = 'application/cloudevents+json; charset=utf-8'): RecordLike => ({
  key: Buffer.from('k'),
  value: Buffer.from(envelope),
  headers: { 'content-type': contentType },
})

const envelope = (members: string): string =>
  `{"specversion":"1.0","id":"${ID}","source":"/orders","type":"order.created","tenantkey":"${TENANT}",${members}}`

function parsed(record: RecordLike) {
  const result = parseEventRecord(record, RECEIVED)
  if (!result.ok) throw new Error(result.reason)
  return result.event
}

describe('binary mode', () => {
  test('the value is the payload, byte for byte', () => {
    const bytes = '{ "n": 12345678901234567890, "a":1.10, "a":2 }'
    expect(parsed(binary(bytes)).payload.toString()).toBe(bytes)
  })

  test('attributes come from the headers', () => {
    const event = parsed(
      binary('{}', {
        ce_time: '2026-08-31T23:00:00+02:00',
        ce_partitionkey: 'order-1',
        ce_tags: 'eu, vip',
        hooklineconfig: '2:17',
      }),
    )
    expect(event).toMatchObject({
      id: ID,
      sourceId: null,
      tenantId: TENANT,
      source: '/orders',
      type: 'order.created',
      orderingKey: 'order-1',
      tags: ['eu', 'vip'],
      minted: false,
      configPosition: { generation: 2, offset: 17 },
    })
    expect(event.occurredAt.toISOString()).toBe('2026-08-31T21:00:00.000Z')
  })

  test('without time the event occurred when it was received', () => {
    expect(parsed(binary('{}')).occurredAt).toEqual(RECEIVED)
  })

  test('an id that is no UUID is derived, always the same, and kept', () => {
    const first = parsed(binary('{}', { ce_id: 'order-77' }))
    const again = parsed(binary('{"x":1}', { ce_id: 'order-77' }))
    const otherSource = parsed(binary('{}', { ce_id: 'order-77', ce_source: '/refunds' }))
    expect(first.id).toMatch(/^[0-9a-f-]{14}5[0-9a-f-]{21}$/)
    expect(first.sourceId).toBe('order-77')
    expect(again.id).toBe(first.id)
    expect(otherSource.id).not.toBe(first.id)
  })

  test.each<[reason: string, record: RecordLike]>([
    ['the record has no value', binary(null)],
    ['not a CloudEvent: "specversion" is missing', { key: null, value: Buffer.from('hello'), headers: {} }],
    ['this version of CloudEvents is not known; send "specversion" 1.0', binary('{}', { ce_specversion: '2.0' })],
    ['"id" must be 1–255 visible ASCII characters', binary('{}', { ce_id: 'a b' })],
    ['"source" must be 1–1024 characters, no control characters among them', binary('{}', { ce_source: '' })],
    ['"source" must be 1–1024 characters, no control characters among them', binary('{}', { ce_source: 'a\u0000' })],
    ['the content type cannot be read', binary('{}', { 'content-type': 'text/plain\u0000' })],
    ['"type" is not an event type name', binary('{}', { ce_type: 'a..b' })],
    ['"tenantkey" must be a UUID', binary('{}', { ce_tenantkey: 'acme' })],
    ['"partitionkey" must be visible ASCII', binary('{}', { ce_partitionkey: 'ö' })],
    ['"tags" must be up to 20 comma-separated tags', binary('{}', { ce_tags: 'a,,b' })],
    ['"time" "yesterday" is not an RFC 3339 time', binary('{}', { ce_time: 'yesterday' })],
  ])('%s', (reason, record) => {
    expect(parseEventRecord(record, RECEIVED)).toEqual({ ok: false, reason })
  })
})

describe('structured mode', () => {
  test('the payload is the exact slice of data', () => {
    const event = parsed(structured(envelope('"data" :  { "n" : 1.10, "b":[ 1,2 ] } ')))
    expect(event.payload.toString()).toBe('{ "n" : 1.10, "b":[ 1,2 ] }')
    expect(event.contentType).toBe('application/json')
  })

  test('data_base64 is decoded', () => {
    const event = parsed(structured(envelope('"datacontenttype":"image/png","data_base64":"AAEC"')))
    expect(event.payload).toEqual(Buffer.from([0, 1, 2]))
  })

  test('text data of another content type is its text', () => {
    const event = parsed(structured(envelope('"datacontenttype":"text/xml","data":"<a>\\u00e9</a>"')))
    expect(event.payload.toString()).toBe('<a>é</a>')
  })

  test.each([
    ['"data" is missing', envelope('"x":1')],
    ['"data_base64" must be a string', envelope('"data_base64":1')],
    ['the envelope must be a JSON object', '[]'],
  ])('%s', (reason, text) => {
    expect(parseEventRecord(structured(text), RECEIVED)).toEqual({ ok: false, reason })
  })

  test.each(['{', 'not json', '{"id":"a","id":"b","data":1}'])('%j cannot be read', (text) => {
    expect(parseEventRecord(structured(text), RECEIVED)).toMatchObject({
      ok: false,
      reason: expect.stringContaining('the envelope cannot be read'),
    })
  })
})

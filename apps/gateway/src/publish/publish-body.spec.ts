import { describe, expect, test } from '@jest/globals'
import { parseEventRecord, toBinaryRecord } from '@hookline/event-schemas'
import fc from 'fast-check'
import type { FastifyRequest } from 'fastify'
import { identify } from './event-id.js'
import type { EventInput } from './event-input.js'
import { readBatch, readEvent } from './publish-body.js'
import type { PublishLimits } from './publish-limits.js'

const tenantId = '6ba7b810-9dad-11d1-80b4-00c04fd430c8'
const limits: PublishLimits = { eventBytes: 1_000, batchEvents: 3, payload: { maxDepth: 4, maxKeys: 50 } }

const request = (body: string | Buffer, headers: Record<string, string> = {}): FastifyRequest =>
  ({
    headers: { 'content-type': 'application/json', ...headers },
    body: Buffer.from(body),
  }) as unknown as FastifyRequest
const read = (body: string | Buffer, headers?: Record<string, string>): EventInput =>
  readEvent(request(body, headers), tenantId, limits)
const batch = (body: string): EventInput[] => readBatch(request(body), tenantId, limits)

function faultOf(action: () => unknown): { code: string; path: string | undefined } {
  try {
    action()
  } catch (error) {
    const { code, errors } = error as { code: string; errors?: { path: string }[] }
    return { code, path: errors?.[0]?.path }
  }
  throw new Error('nothing was refused')
}

const structured = { 'content-type': 'application/cloudevents+json; charset=utf-8' }
const envelope = (more: Record<string, unknown>): string =>
  JSON.stringify({ specversion: '1.0', id: 'a', source: '/s', type: 'x.y', ...more })
const binary = { 'ce-specversion': '1.0', 'ce-id': 'a', 'ce-source': '/s', 'ce-type': 'x.y' }

describe('native JSON', () => {
  test('everything an event may say', () => {
    const body = `{ "tags": ["a","b"], "type":"order.created" ,"payload" : {"b":1,  "a":1.10, "b":2} , "id":"i-1",
      "ordering_key":"k", "occurred_at":"2026-01-02T03:04:05+02:00"}`
    expect(read(body)).toEqual({
      id: 'i-1',
      source: `/v1/tenants/${tenantId}`,
      type: 'order.created',
      occurredAt: '2026-01-02T01:04:05.000Z',
      contentType: 'application/json',
      payload: Buffer.from('{"b":1,  "a":1.10, "b":2}'),
      orderingKey: 'k',
      tags: ['a', 'b'],
      extensions: {},
    })
  })

  test.each(['null', '0', '-0', '1e999', '12345678901234567890', '"\\u0000\\ud800"', '[]', '{}', '"x"', 'false'])(
    'the payload %s stays what it is',
    (payload) => {
      expect(read(`{"type":"a","payload":${payload}}`).payload.toString()).toBe(payload)
    },
  )

  test.each([
    ['no payload', '{"type":"a"}', 'validation_failed', 'payload'],
    ['no type', '{"payload":1}', 'validation_failed', 'type'],
    ['a reserved type', '{"type":"hookline.x","payload":1}', 'validation_failed', 'type'],
    ['a member nobody knows', '{"type":"a","payload":1,"foo":1}', 'validation_failed', 'foo'],
    ['a member twice', '{"type":"a","payload":1,"type":"b"}', 'malformed_body', ''],
    ['a payload twice', '{"type":"a","payload":1,"p\\u0061yload":2}', 'malformed_body', ''],
    ['__proto__', '{"type":"a","payload":1,"__proto__":{}}', 'malformed_body', ''],
    ['an id with a blank', '{"type":"a","payload":1,"id":"a b"}', 'validation_failed', 'id'],
    ['an empty id', '{"type":"a","payload":1,"id":""}', 'validation_failed', 'id'],
    [
      'a day that does not exist',
      '{"type":"a","payload":1,"occurred_at":"2026-02-30T00:00:00Z"}',
      'validation_failed',
      'occurred_at',
    ],
    ['the year 0', '{"type":"a","payload":1,"occurred_at":"0000-06-01T00:00:00Z"}', 'validation_failed', 'occurred_at'],
    [
      'an offset of 25 hours',
      '{"type":"a","payload":1,"occurred_at":"2026-01-01T00:00:00+25:00"}',
      'validation_failed',
      'occurred_at',
    ],
    ['an array', '[]', 'malformed_body', undefined],
    ['null', 'null', 'malformed_body', undefined],
    ['no JSON', '{', 'malformed_body', undefined],
    ['a byte order mark', '\ufeff{}', 'malformed_body', undefined],
    ['nothing', '', 'malformed_body', undefined],
    ['a payload too deep', '{"type":"a","payload":[[[[[]]]]]}', 'malformed_body', undefined],
    ['a payload too large', `{"type":"a","payload":"${'x'.repeat(999)}"}`, 'payload_too_large', 'payload'],
  ])('%s is refused', (_, body, code, path) => {
    expect(faultOf(() => read(body))).toEqual({ code, path })
  })

  test('the limits are those of the payload: just inside is accepted', () => {
    expect(read('{"type":"a","payload":[[[[]]]]}').payload.toString()).toBe('[[[[]]]]')
    expect(read(`{"type":"a","payload":"${'x'.repeat(998)}"}`).payload).toHaveLength(1_000)
  })

  test.each([
    ['text/plain', {}],
    ['', {}],
    ['application/json; charset=iso-8859-1', {}],
    ['application/json', { 'content-encoding': 'gzip' }],
    ['application/cloudevents-batch+json', {}],
  ])('the content type %j is refused', (type, more) => {
    const headers = { 'content-type': type, ...more }
    expect(faultOf(() => read('{"type":"a","payload":1}', headers)).code).toBe('unsupported_media_type')
  })
})

describe('a batch', () => {
  const event = (payload: string): string => `{"type":"a","payload":${payload}}`

  test('keeps the order and each payload', () => {
    const events = batch(`{"events":[${event('1.0')}, ${event('{"a":1 }')} ,${event('[]')}]}`)
    expect(events.map(({ payload }) => payload.toString())).toEqual(['1.0', '{"a":1 }', '[]'])
  })

  test.each([
    ['no event', '{"events":[]}', 'validation_failed', 'events'],
    [
      'too many',
      `{"events":[${Array.from({ length: 4 }, () => event('1')).join(',')}]}`,
      'validation_failed',
      'events',
    ],
    ['no list', '{"events":{}}', 'validation_failed', 'events'],
    ['one that is no object', `{"events":[${event('1')},2]}`, 'validation_failed', 'events.1'],
    ['a bad type', `{"events":[${event('1')},{"type":"a..b","payload":1}]}`, 'validation_failed', 'events.1.type'],
    ['a member twice', `{"events":[${event('1')},{"type":"a","type":"a","payload":1}]}`, 'malformed_body', 'events.1'],
    ['a payload too deep', `{"events":[${event('[[[[[]]]]]')}]}`, 'malformed_body', 'events.0.payload'],
    [
      'a payload too large',
      `{"events":[${event('1')},${event(`"${'x'.repeat(999)}"`)}]}`,
      'payload_too_large',
      'events.1.payload',
    ],
    ['a member nobody knows', `{"events":[${event('1')}],"foo":1}`, 'validation_failed', 'foo'],
  ])('%s refuses it as a whole', (_, body, code, path) => {
    expect(faultOf(() => batch(body))).toEqual({ code, path })
  })
})

describe('a structured CloudEvent', () => {
  test.each([
    ['JSON', { data: { a: 1 } }, '{"a":1}', 'application/json'],
    ['null', { data: null }, 'null', 'application/json'],
    ['JSON text', { data: 'x' }, '"x"', 'application/json'],
    ['a +json type', { data: 'x', datacontenttype: 'application/vnd.a+json' }, '"x"', 'application/vnd.a+json'],
    ['text', { data: 'x"y', datacontenttype: 'text/plain' }, 'x"y', 'text/plain'],
    ['base64', { data_base64: 'AAE=', datacontenttype: 'image/png' }, '\u0000\u0001', 'image/png'],
  ])('%s', (_, more, payload, contentType) => {
    const event = read(envelope(more), structured)
    expect(event).toMatchObject({ id: 'a', source: '/s', type: 'x.y', contentType })
    expect(event.payload.toString('latin1')).toBe(payload)
  })

  test('extensions travel on; ours become what they mean', () => {
    const event = read(
      envelope({
        data: 1,
        partitionkey: 'k',
        tags: 'a, b',
        tenantkey: tenantId.toUpperCase(),
        subject: 's',
        num: 3,
        dataschema: null,
      }),
      structured,
    )
    expect(event).toMatchObject({ orderingKey: 'k', tags: ['a', 'b'], extensions: { subject: 's', num: '3' } })
  })

  test.each([
    ['another version', { specversion: '0.3', data: 1 }, 'specversion'],
    ['no source', { source: undefined, data: 1 }, 'source'],
    ['another tenant', { tenantkey: '7ba7b810-9dad-11d1-80b4-00c04fd430c8', data: 1 }, 'tenantkey'],
    ['no data', {}, 'data'],
    ['broken base64', { data_base64: 'AAE' }, 'data_base64'],
    ['an extension that is an object', { data: 1, ext: {} }, 'ext'],
    ['an extension with a bad name', { data: 1, 'Ext-1': 'x' }, 'Ext-1'],
    ['a reserved type', { type: 'hookline.a', data: 1 }, 'type'],
  ])('%s is refused', (_, more, path) => {
    expect(faultOf(() => read(envelope(more), structured))).toEqual({ code: 'validation_failed', path })
  })
})

describe('a binary CloudEvent', () => {
  test.each([
    ['text', 'text/plain', 'hello'],
    ['nothing', 'application/octet-stream', ''],
    ['JSON', 'application/json', '{"b":1, "a":2}'],
  ])('%s', (_, type, body) => {
    const event = read(body, { ...binary, 'content-type': type })
    expect(event).toMatchObject({ id: 'a', source: '/s', type: 'x.y', contentType: type })
    expect(event.payload.toString()).toBe(body)
  })

  test('percent escapes are undone; extensions travel on', () => {
    const event = read('1', { ...binary, 'ce-source': '/caf%C3%A9%20x', 'ce-subject': 's' })
    expect(event).toMatchObject({ source: '/café x', extensions: { subject: 's' } })
  })

  test.each([
    ['a broken escape', { 'ce-source': '%zz' }, 'validation_failed', 'ce-source'],
    ['a line break in the id', { 'ce-id': 'a%0D%0Ab' }, 'validation_failed', 'id'],
    ['no version', { 'ce-specversion': undefined }, 'validation_failed', 'specversion'],
    ['JSON that is none', { 'content-type': 'application/json' }, 'malformed_body', undefined],
    ['an encoding', { 'content-encoding': 'br' }, 'unsupported_media_type', undefined],
  ])('%s is refused', (_, more, code, path) => {
    const headers = Object.fromEntries(
      Object.entries({ ...binary, 'content-type': 'text/x', ...more }).filter(([, value]) => value),
    )
    expect(faultOf(() => read('{', headers as Record<string, string>))).toEqual({ code, path })
  })
})

describe('what goes to Kafka', () => {
  const published = (input: EventInput) => {
    const identity = identify({ tenantId, source: input.source, id: input.id, idempotencyKey: undefined })
    const occurredAt = input.occurredAt ?? '2026-01-01T00:00:00.000Z'
    const configPosition = { generation: 3, offset: 14 }
    const { id: _, ...rest } = input
    const record = toBinaryRecord({
      ...rest,
      ...identity,
      occurredAt,
      tenantId,
      configPosition,
      traceparent: '00-a-b-01',
    })
    const headers = Object.fromEntries(
      Object.entries(record.headers).map(([name, value]) => [name, Buffer.from(value)]),
    )
    return { record, parsed: parseEventRecord({ ...record, key: Buffer.from(record.key), headers }, new Date(0)) }
  }

  test('is read back as what was published', () => {
    const body =
      '{"type":"a.b","payload": {"x" : 1} ,"id":"i-1","ordering_key":"k","tags":["t1","t2"],"occurred_at":"2026-01-02T03:04:05Z"}'
    const { record, parsed } = published(read(body))
    expect(record.key).toBe(`${tenantId}:k`)
    expect(parsed).toEqual({
      ok: true,
      event: {
        id: identify({ tenantId, source: `/v1/tenants/${tenantId}`, id: 'i-1', idempotencyKey: undefined }).id,
        sourceId: 'i-1',
        minted: false,
        tenantId,
        source: `/v1/tenants/${tenantId}`,
        type: 'a.b',
        occurredAt: new Date('2026-01-02T03:04:05Z'),
        contentType: 'application/json',
        payload: Buffer.from('{"x" : 1}'),
        orderingKey: 'k',
        tags: ['t1', 't2'],
        configPosition: { generation: 3, offset: 14 },
        traceparent: '00-a-b-01',
      },
    })
  })

  test('a minted id is marked, and is the key', () => {
    const { record, parsed } = published(read('{"type":"a","payload":1}'))
    expect(parsed).toMatchObject({ ok: true, event: { minted: true, sourceId: null, orderingKey: null, tags: [] } })
    expect(record.key).toBe(record.headers['ce_id'])
  })

  test('an extension cannot pass for an attribute of ours', () => {
    const { record } = published({ ...read('{"type":"a","payload":1}'), extensions: { type: 'evil', id: 'evil' } })
    expect(record.headers).toMatchObject({ ce_type: 'a', ce_id: record.key })
  })

  const json = fc.json({ maxDepth: 3, noUnicodeString: false })
  const spaced = fc.tuple(fc.constantFrom('', ' ', '\n\t'), json, fc.constantFrom('', '  ', '\r\n'))

  test('any JSON payload comes out byte for byte, in all three forms', () => {
    const generous: PublishLimits = { eventBytes: 1e6, batchEvents: 3, payload: { maxDepth: 32, maxKeys: 10_000 } }
    fc.assert(
      fc.property(spaced, ([before, payload, after]) => {
        const native = request(`{"type":"a","payload":${before}${payload}${after}}`)
        const cloud = request(
          `{"specversion":"1.0","id":"a","source":"/s","type":"a","data":${before}${payload}${after}}`,
          structured,
        )
        const raw = request(payload, binary)
        for (const each of [native, cloud, raw]) {
          const { record, parsed } = published(readEvent(each, tenantId, generous))
          expect(record.value.equals(Buffer.from(payload))).toBe(true)
          expect(parsed.ok && parsed.event.payload.equals(Buffer.from(payload))).toBe(true)
        }
      }),
    )
  })

  test('any bytes come out as they are in binary mode', () => {
    const any = { ...binary, 'content-type': 'application/x-any' }
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 900 }), (bytes) => {
        const { record } = published(read(Buffer.from(bytes), any))
        expect(record.value.equals(Buffer.from(bytes))).toBe(true)
      }),
    )
  })
})

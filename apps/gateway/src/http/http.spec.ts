import { describe, expect, test } from '@jest/globals'
import { PROBLEMS, Problem } from '@hookline/dto'
import { RawJsonError } from '@hookline/event-schemas'
import { DomainError } from '@hookline/service-kit'
import { z } from 'zod'
import { VendorError, webhookConfigurationErrors } from '../dialects/webhook-configuration/errors.js'
import { AnswerFormats, nativeFormat } from './answer-format.js'
import { Cursors } from './cursors.js'
import { failure, failureOf } from './failure.js'
import { requirePlainJson } from './media-type.js'
import { parseObject } from './raw-body.js'
import { requestIdOf } from './request-id.js'
import { RouteTable } from './route-table.js'
import { failureHeaders } from './send-failure.js'
import { validate } from './validate.js'

describe('what an error becomes', () => {
  test.each([
    [
      'ours',
      new DomainError('limit_reached', 'Too many.'),
      { code: 'limit_reached', status: 409, detail: 'Too many.' },
    ],
    [
      'internal, which says nothing',
      new DomainError('internal', 'password=x'),
      { code: 'internal', status: 500, detail: 'Something went wrong on our side.' },
    ],
    [
      'a stranger',
      new Error('connect ECONNREFUSED 10.0.0.1'),
      { code: 'internal', status: 500, detail: 'Something went wrong on our side.' },
    ],
    ['no error at all', 'x', { code: 'internal', status: 500 }],
    [
      'raw JSON',
      new RawJsonError('duplicate_member', 'member "a" occurs twice'),
      { code: 'malformed_body', status: 400 },
    ],
    ['too large', { statusCode: 413 }, { code: 'payload_too_large', status: 413 }],
    ['media type', { statusCode: 415 }, { code: 'unsupported_media_type', status: 415 }],
    [
      'any other 4xx',
      { status: 418, message: '<script>' },
      { code: 'malformed_request', status: 400, detail: 'The request is malformed.' },
    ],
  ])('%s', (_, error, expected) => {
    expect(failureOf(error)).toMatchObject(expected)
  })

  test('the native format is a problem that its own schema accepts', () => {
    const errors = [{ path: 'url', message: 'is required' }]
    const rendered = nativeFormat.render(failure('validation_failed', 'd', { errors, extra: { id: 'e' } }), 'r')
    expect(Problem.parse(rendered)).toEqual({
      type: 'urn:hookline:problem:validation_failed',
      title: 'Validation failed',
      status: 400,
      detail: 'd',
      code: 'validation_failed',
      request_id: 'r',
      errors,
      id: 'e',
    })
  })

  test('the vendor has a text for every code, in the order of its fields', () => {
    for (const code of Object.keys(PROBLEMS) as (keyof typeof PROBLEMS)[]) {
      const rendered = webhookConfigurationErrors.render(failure(code, 'd'), 'r')
      expect(VendorError.parse(rendered).code).toMatch(/^(OWH|QIT)\d{6}$/)
      expect(Object.keys(rendered)).toEqual(['title', 'description', 'translation', 'code'])
    }
  })

  test.each([
    ['/outgoing_webhook/webhook_configuration', webhookConfigurationErrors],
    ['/outgoing_webhook', webhookConfigurationErrors],
    ['http://gateway.example/outgoing_webhook/x', webhookConfigurationErrors],
    ['/v1/tenants', nativeFormat],
    ['http://gateway.example/v1/outgoing_webhook', nativeFormat],
    ['*', nativeFormat],
    ['', nativeFormat],
  ])('%s is answered in its own format', (target, format) => {
    expect(new AnswerFormats([webhookConfigurationErrors]).of(target)).toBe(format)
  })

  test.each([
    [failure('unauthenticated', ''), { 'www-authenticate': 'Bearer realm="hookline"' }],
    [failure('unavailable', ''), { 'retry-after': '1' }],
    [failure('rate_limited', '', { retryAfterSeconds: 2.1 }), { 'retry-after': '3' }],
    [failure('method_not_allowed', '', { allow: 'GET' }), { allow: 'GET' }],
    [failure('not_found', ''), {}],
  ])('headers of %j', (failed, headers) => {
    expect(failureHeaders(failed)).toEqual(headers)
  })
})

describe('bodies', () => {
  const limits = { maxDepth: 4, maxKeys: 10 }
  const parse = (text: string) => parseObject(Buffer.from(text), limits)

  test('an object as it is', () => {
    expect(parse(' {"a":{"b":[1,{"c":null}]}} ')).toEqual({ a: { b: [1, { c: null }] } })
  })

  test.each([
    '',
    'null',
    '[]',
    '"x"',
    '1',
    'true',
    '{',
    '{}x',
    "{'a':1}",
    '{"a":1,}',
    '{/**/}',
    '{"a":NaN}',
    '\ufeff{}',
    '{"a":1,"a":2}',
    '{"a":{"b":1,"b":2}}',
    '{"a":[{"b":1,"\\u0062":2}]}',
    '{"__proto__":1}',
    '{"a":{"constructor":1}}',
    '{"a":[{"prototype":1}]}',
    '{"a":[[[[1]]]]}',
    `{${Array.from({ length: 11 }, (_, i) => `"k${i}":1`).join(',')}}`,
    '{"a":"\ud800',
  ])('%s is refused', (text) => {
    expect(() => parse(text)).toThrow(expect.objectContaining({ code: 'malformed_body' }))
  })

  test('invalid UTF-8 is refused', () => {
    const bytes = Buffer.concat([Buffer.from('{"a":"'), Buffer.from([0xff]), Buffer.from('"}')])
    expect(() => parseObject(bytes, limits)).toThrow(expect.objectContaining({ code: 'malformed_body' }))
  })

  test.each([
    ['application/json', 'ok'],
    ['Application/JSON; Charset="UTF-8"', 'ok'],
    ['application/json;charset=utf8', 'ok'],
    ['application/json; charset=utf-16', 'refused'],
    ['application/json-patch+json', 'refused'],
    ['text/json', 'refused'],
    ['multipart/form-data; boundary=x', 'refused'],
    [undefined, 'refused'],
  ])('content type %s: %s', (contentType, verdict) => {
    const headers = contentType === undefined ? {} : { 'content-type': contentType }
    const check = () => requirePlainJson(headers, 'application/json')
    if (verdict === 'ok') expect(check).not.toThrow()
    else expect(check).toThrow(expect.objectContaining({ code: 'unsupported_media_type' }))
  })
})

describe('validation', () => {
  const schema = z.strictObject({ a: z.string(), b: z.array(z.strictObject({ c: z.int() })).optional() })

  test('names each path', () => {
    const check = () => validate(schema, { b: [{ c: 1 }, { c: 'x', d: 1 }], e: 1 })
    const paths = ['a', 'b.1.c', 'b.1.d', 'e']
    expect(check).toThrow(
      expect.objectContaining({
        code: 'validation_failed',
        errors: paths.map((path) => ({ path, message: expect.any(String) })),
      }),
    )
  })

  test('cuts what it repeats', () => {
    const check = () =>
      validate(schema, {
        a: '',
        ['x'.repeat(1_000_000)]: 1,
        ...Object.fromEntries(Array.from({ length: 200 }, (_, i) => [`k${i}`, 1])),
      })
    const errors = (() => {
      try {
        return check() as never
      } catch (error) {
        return (error as DomainError).errors!
      }
    })()
    expect(errors).toHaveLength(50)
    expect(JSON.stringify(errors).length).toBeLessThan(20_000)
  })
})

describe('cursors', () => {
  const keyed = (fill: number) => new Cursors({ HOOKLINE_MASTER_KEYS: [{ id: 'k', key: Buffer.alloc(32, fill) }] })
  const cursors = keyed(1)
  const cursor = cursors.seal('webhooks/t1', '["2026","id"]')

  test('come back as what they were', () => {
    expect(cursors.open('webhooks/t1', cursor)).toBe('["2026","id"]')
  })

  test.each([
    ['another tenant', () => cursors.open('webhooks/t2', cursor)],
    ['another list', () => cursors.open('events/t1', cursor)],
    ['another deployment', () => keyed(2).open('webhooks/t1', cursor)],
    ['cut', () => cursors.open('webhooks/t1', cursor.slice(0, -1))],
    ['forged', () => cursors.open('webhooks/t1', Buffer.from('["2026","id"]').toString('base64url'))],
    [
      'changed',
      () =>
        cursors.open(
          'webhooks/t1',
          cursor.replace(/^./, (c) => (c === 'A' ? 'B' : 'A')),
        ),
    ],
    ['garbage behind', () => cursors.open('webhooks/t1', `${cursor}!`)],
    ['one letter', () => cursors.open('webhooks/t1', 'x')],
  ])('B116 %s: refused', (_, open) => {
    expect(open).toThrow(expect.objectContaining({ code: 'invalid_cursor' }))
  })
})

test('the routes know which methods a path has', () => {
  const table = new RouteTable()
  for (const [method, url] of [
    ['GET', '/v1/a'],
    ['POST', '/v1/a'],
    ['GET', '/v1/a/:id'],
    ['PUT', '/v1/a/:some_id'],
    ['GET', '/x.json'],
  ] as const) {
    table.add({ method, url, endpoint: undefined })
  }
  expect(table.allowed('/v1/a?x=1')).toEqual(['GET', 'POST'])
  expect(table.allowed('http://h/v1/a/b%2Fc')).toEqual(['GET', 'PUT'])
  expect(table.allowed('/v1/a/')).toEqual([])
  expect(table.allowed('/v1/a/b/c')).toEqual([])
  expect(table.allowed('/xxjson')).toEqual([])
})

test.each([
  ['abc-1.2_3:4', 'abc-1.2_3:4'],
  ['a b', undefined],
  ['', undefined],
  ['x'.repeat(129), undefined],
  ['a\r\nb', undefined],
])('a request id %j is kept when it is harmless', (given, kept) => {
  const id = requestIdOf({ headers: { 'x-request-id': given } })
  if (kept === undefined) expect(id).toMatch(/^[0-9a-f-]{36}$/)
  else expect(id).toBe(kept)
})

import { describe, expect, test } from '@jest/globals'
import { checkCustomHeaders, type HeaderFaultCode } from './custom-headers.js'

const codes = (headers: unknown): HeaderFaultCode[] => {
  const checked = checkCustomHeaders(headers)
  return checked.ok ? [] : checked.faults.map((fault) => fault.code)
}
const many = (count: number, value = 'v'): Record<string, string> =>
  Object.fromEntries(Array.from({ length: count }, (_, i) => [`X-${i}`, value]))

describe('accepted', () => {
  test.each<[string, unknown]>([
    ['none', {}],
    ['Authorization', { Authorization: 'Bearer abc' }],
    ['Accept and X-…', { Accept: 'application/json', 'X-Team': 'a', 'x-custom_1': '' }],
    ['every token character', { "!#$%&'*+-.^_`|~09azAZ": 'x' }],
    ['blanks and tabs in a value', { 'X-A': 'a b\tc ' }],
    ['names that only resemble reserved ones', { 'x-forwarded': 'a', webhook: 'b', dates: 'c', 'x-host': 'd' }],
    ['50 headers', many(50)],
    ['a name of 128', { ['x'.repeat(128)]: 'v' }],
    ['a value of 4,096', { 'X-A': 'v'.repeat(4096) }],
  ])('%s', (_name, headers) => {
    expect(checkCustomHeaders(headers)).toEqual({ ok: true, headers })
  })
})

describe('refused', () => {
  test.each<[string, unknown, HeaderFaultCode[]]>([
    ['null', null, ['not_an_object']],
    ['a list', [['a', 'b']], ['not_an_object']],
    ['text', 'a: b', ['not_an_object']],
    ['absent', undefined, ['not_an_object']],
    ['51 headers', many(51), ['too_many']],
    ['over 16 KiB', many(5, 'v'.repeat(4096)), ['too_large']],
    ['a name of 129', { ['x'.repeat(129)]: 'v' }, ['invalid_name']],
    ['a value of 4,097', { 'X-A': 'v'.repeat(4097) }, ['value_too_long']],
    ['the same name twice', { 'X-A': '1', 'x-a': '2', 'X-a': '3' }, ['duplicate_name', 'duplicate_name']],
    [
      'all faults at once',
      { 'X A': '1', Host: '2', 'X-B': 'é', 'X-C': 'fine' },
      ['invalid_name', 'reserved_name', 'invalid_value'],
    ],
  ])('%s', (_name, headers, expected) => {
    expect(codes(headers)).toEqual(expected)
  })

  test.each([
    '',
    'X A',
    'X:A',
    ':path',
    'X\r\nB',
    'Ünicode',
    'X\u0000',
    '(x)',
    'x'.repeat(10_000),
    'ＸＡ',
    'x@y',
    'x/y',
    'x\t',
  ])('name %j', (name) => {
    expect(codes({ [name]: 'v' })).toEqual(['invalid_name'])
  })

  test.each<[unknown]>([
    ...['a\r\nX-Evil: 1', 'a\nb', 'a\rb', 'a\u0000b', '\u007f', 'é', '日本', 'a\r\n b', '\u001f', '\u0085'].map(
      (v): [string] => [v],
    ),
    [1],
    [null],
    [true],
    [['a']],
    [{}],
  ])('value %j', (value) => {
    expect(codes({ 'X-A': value })).toEqual(['invalid_value'])
  })

  /** The deny list of the security page, §3.4, with one example of each prefix, and our own headers. */
  const reserved = `host content-length content-type content-encoding transfer-encoding te trailer trailers connection
    keep-alive upgrade expect proxy-authenticate proxy-authorization proxy-connection http2-settings date via forwarded
    x-forwarded-for x-forwarded-host x-real-ip user-agent accept-encoding age cache-control pragma expires warning
    clear-site-data set-cookie cookie signature webhook-id webhook-signature svix-id x-amz-date x-amzn-trace-id
    x-aws-ec2-metadata-token x-google-metadata-request x-goog-iap-jwt x-gfe-ssl x-azure-ref x-fd-healthprobe metadata
    metadata-flavor traceparent tracestate x-http-method-override constructor prototype hookline-event-type
    hookline-attempt`.split(/\s+/)
  const title = (name: string): string => name.replaceAll(/(^|-)[a-z]/g, (start) => start.toUpperCase())
  test.each(reserved.flatMap((name) => [name, name.toUpperCase(), title(name)]))('reserved: %s', (name) => {
    expect(codes({ [name]: 'v' })).toEqual(['reserved_name'])
  })

  test('reserved: __proto__, as JSON delivers it', () => {
    expect(codes(JSON.parse('{"__proto__":"v"}'))).toEqual(['reserved_name'])
  })

  test('a fault names the header, shortened, and never its value', () => {
    const checked = checkCustomHeaders({ ['ü'.repeat(10_000)]: 'a', 'X-Key': 'hunter2\n' })
    expect(checked).toMatchObject({ ok: false, faults: [{ name: 'ü'.repeat(128) }, { name: 'X-Key' }] })
    expect(JSON.stringify(checked)).not.toContain('hunter2')
  })
})

import { expect } from '@jest/globals'
import {
  FIELDS,
  UNKNOWN,
  V1,
  call,
  change,
  create,
  input,
  list,
  refused,
  refusedBody,
  suite,
  type Configuration,
  type List,
  type Row,
} from './suite.js'

/** What the API takes and refuses: ids, URLs, headers, keys. */
export const inputRows: Row[] = [
  [
    'A1',
    'any well-formed UUID is a tenant_key, the seed\u2019s own example of version 1 too; configuration_key is a v4',
    async () => {
      await suite.stack.api.createTenant({ id: V1 })
      const { body } = await call<Configuration>('POST', '', {
        body: input({ tenant_key: V1 }),
        key: suite.stack.adminKey,
      })
      expect(body.tenant_key).toBe(V1)
      expect(body.configuration_key).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
    },
  ],
  [
    'A2',
    'either case, kept in lower case; other forms are refused (B4, B5)',
    async () => {
      expect((await create({ tenant_key: suite.tenant.toUpperCase() })).tenant_key).toBe(suite.tenant)
      expect((await call<List>('GET', `?tenant_key=${suite.tenant.toUpperCase()}`)).body.pagination.total_rows).toBe(1)
      const digits = suite.tenant.replace(/\d/, '\uff11')
      for (const bad of [
        `{${suite.tenant}}`,
        `urn:uuid:${suite.tenant}`,
        suite.tenant.replaceAll('-', ''),
        suite.tenant.slice(1),
        `${suite.tenant}0`,
        'not-a-uuid',
        digits,
      ]) {
        await refusedBody(input({ tenant_key: bad }), 400, 'OWH000002')
        await refused(call('GET', `?tenant_key=${encodeURIComponent(bad)}`), 400, 'OWH000002')
      }
    },
  ],
  [
    'A4',
    'PUT merges at the top level; headers replaces the whole map (B53, B55)',
    async () => {
      const configuration = await create({ headers: { 'X-A': '1', 'X-B': '2' } })
      expect((await change(configuration, {})).body).toEqual(configuration)
      const url = `${suite.receiver.url}/new`
      expect((await change(configuration, { url })).body).toEqual({ ...configuration, url })
      const headers = { 'X-C': '3' }
      expect((await change(configuration, { headers })).body).toEqual({ ...configuration, url, headers })
      expect((await change(configuration, { headers: {} })).body).toEqual({ ...configuration, url, headers: {} })
      await refused(change(configuration, { headers: null }), 400, 'OWH000001')
      expect((await list()).body.data).toEqual([{ ...configuration, url, headers: {} }])
    },
  ],
  [
    'A5',
    'PUT never moves a configuration',
    async () => {
      const configuration = await create()
      const { configuration_key, tenant_key } = configuration
      expect((await change(configuration, { configuration_key, tenant_key: tenant_key.toUpperCase() })).status).toBe(
        200,
      )
      await refused(change(configuration, { tenant_key: UNKNOWN }), 400, 'OWH000001')
      await refused(change(configuration, { configuration_key: UNKNOWN }), 400, 'OWH000001')
    },
  ],
  [
    'A6',
    'unknown fields are ignored, the server\u2019s value wins (B52); prototype members are refused at any depth',
    async () => {
      const configuration = await create({ configuration_key: UNKNOWN, id: 'x', status: 'y', created_at: 'z' })
      expect(Object.keys(configuration)).toEqual(FIELDS)
      expect(configuration.configuration_key).not.toBe(UNKNOWN)
      for (const name of ['__proto__', 'constructor', 'prototype']) {
        await refusedBody(JSON.stringify(input()).replace('{', `{"${name}":{},`), 400, 'QIT000003')
        await refusedBody(JSON.stringify(input({ headers: { a: 'b' } })).replace('"a"', `"${name}"`), 400, 'QIT000003')
        await refusedBody(JSON.stringify(input({ foo: [{ a: 1 }] })).replace('"a"', `"${name}"`), 400, 'QIT000003')
      }
    },
  ],
  [
    'A7',
    'https, http by the deployment\u2019s leave, and nothing that URL would repair (B65–B70)',
    async () => {
      expect((await create({ url: 'https://example.com/webhook' })).url).toBe('https://example.com/webhook')
      const bad = [
        'ftp://example.com',
        '//example.com',
        'example.com/x',
        'https:/x',
        'https://',
        'https:///example.com',
        ' https://example.com',
        'https://example.com ',
        'https://exa\tmple.com',
        'https://example.com\n',
        'https://u:p@example.com',
        'https://example.com#frag',
        'https://example.com\\@127.0.0.1/',
        '',
        '   ',
      ]
      for (const url of bad) await refusedBody(input({ url }), 400, 'OWH000003')
      for (const url of [undefined, null, 1, [], {}]) await refusedBody(input({ url }), 400, 'OWH000001')
    },
  ],
  [
    'A8',
    'URL length, hosts and ports; the submitted text is echoed',
    async () => {
      expect((await create({ url: 'https://EXAMPLE.com:8443/a/../b?x=%20' })).url).toBe(
        'https://EXAMPLE.com:8443/a/../b?x=%20',
      )
      const long = `https://example.com/${'a'.repeat(2048 - 20)}`
      expect((await create({ url: long })).url).toBe(long)
      const bad = [
        `${long}a`,
        'https://postgres/',
        'https://a.internal/',
        'https://localhost./',
        'https://10.0.0.1/',
        'https://169.254.169.254/',
        'https://[::ffff:10.0.0.1]/',
        'https://[fd00::1]/',
        'https://0x7f.1/',
        'https://2130706433/',
        'https://127.1/',
        'https://example.com:25/',
        'https://example.com:0/',
        'https://example.com:6379/',
        'https://a..b/',
      ]
      for (const url of bad) await refusedBody(input({ url }), 400, 'OWH000003')
    },
  ],
  [
    'A10',
    'headers: an object of strings, inside their limits, with names and values HTTP allows (B46–B49)',
    async () => {
      const many = (n: number) => Object.fromEntries(Array.from({ length: n }, (_, i) => [`X-${i}`, 'v']))
      expect((await create({ headers: many(50) })).headers).toEqual(many(50))
      expect(
        (await create({ headers: { 'X-A': '', 'X-B': 'a\tb ~', [`X-${'n'.repeat(126)}`]: 'v'.repeat(4_096) } }))
          .headers['X-B'],
      ).toBe('a\tb ~')
      const total = Object.fromEntries(Array.from({ length: 5 }, (_, i) => [`X-${i}`, 'v'.repeat(4_000)]))
      const bad: object[] = [
        many(51),
        total,
        { 'X-A': 'v'.repeat(4_097) },
        { ['n'.repeat(129)]: 'v' },
        { 'X-A': '1', 'x-a': '2' },
        { '': 'v' },
      ]
      for (const name of ['X A', 'X:A', 'X\r\nB', 'Ünicode', 'X\u0000', '(x)', ':path']) bad.push({ [name]: 'v' })
      for (const value of ['a\r\nX-Evil: 1', 'a\nb', 'a\u0000b', '\u007f', 'é', '日本', 'a\r\n b'])
        bad.push({ 'X-A': value })
      for (const headers of bad) await refusedBody(input({ headers }), 400, 'OWH000005')
      for (const headers of [null, [], 'x', 1, { 'X-A': 1 }, { 'X-A': null }, { 'X-A': {} }])
        await refusedBody(input({ headers }), 400, 'OWH000001')
    },
  ],
  [
    'A11',
    'headers that were not given are echoed as {}',
    async () => {
      expect((await create()).headers).toEqual({})
    },
  ],
  [
    'A12',
    'a header of ours, or of the connection, is refused, whatever its case (B50)',
    async () => {
      const names = [
        'SIGNATURE',
        'Content-Type',
        'User-Agent',
        'webhook-id',
        'Host',
        'Cookie',
        'X-Forwarded-For',
        'Metadata-Flavor',
        'traceparent',
      ]
      for (const name of names) {
        for (const spelt of [name, name.toLowerCase(), name.toUpperCase()]) {
          const { description } = await refusedBody(input({ headers: { [spelt]: 'x' } }), 400, 'OWH000005')
          expect(description).toContain(spelt)
        }
      }
    },
  ],
  [
    'A14',
    'a key of 1–512 bytes of UTF-8 without control characters; a short one is pointed out',
    async () => {
      const short = await call('POST', '', { body: input() })
      expect(short.headers.get('hookline-warning')).toContain('hmac_signature_key')
      const long = await call('POST', '', { body: input({ hmac_signature_key: 'k'.repeat(32) }) })
      expect(long.headers.get('hookline-warning')).toBeNull()
      for (const good of ['x', 'ü'.repeat(256)])
        expect((await create({ hmac_signature_key: good })).hmac_signature_key).toBe(good)
      for (const bad of ['', 'ü'.repeat(257), 'a\nb', 'a\u0000b', undefined, null, 1, []])
        await refusedBody(input({ hmac_signature_key: bad }), 400, 'OWH000001')
      await refusedBody(JSON.stringify(input()).replace('secret-key', String.raw`\ud800`), 400, 'OWH000001')
    },
  ],
  [
    'A20',
    'a list without tenant_key is refused by the field\u2019s name, for an admin too',
    async () => {
      for (const asked of [{}, { key: suite.stack.adminKey }]) {
        const { description } = await refused(call('GET', '', asked), 400, 'OWH000001')
        expect(description).toContain('tenant_key')
      }
      for (const bad of [undefined, null, 1, [], {}]) await refusedBody(input({ tenant_key: bad }), 400, 'OWH000001')
    },
  ],
]

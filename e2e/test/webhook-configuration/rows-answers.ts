import { expect } from '@jest/globals'
import {
  FIELDS,
  PATH,
  UNKNOWN,
  call,
  change,
  create,
  input,
  list,
  newTenant,
  refused,
  refusedBody,
  suite,
  type Configuration,
  type Row,
} from './suite.js'

/** What it answers: lists, errors, methods, content types. */
export const answerRows: Row[] = [
  [
    'A3',
    'hmac_signature_key is in all answers, no cache may keep them',
    async () => {
      const configuration = await create()
      const one = await call('GET', `/${configuration.configuration_key}`)
      const all = await list()
      const changed = await change(configuration, {})
      for (const { headers } of [one, all, changed]) expect(headers.get('cache-control')).toBe('no-store')
      expect([one.body, all.body.data[0], changed.body]).toEqual([configuration, configuration, configuration])
    },
  ],
  [
    'A21',
    'an unknown tenant has an empty list (B6); a key sees no other tenant, known or not (B106)',
    async () => {
      for (const none of [UNKNOWN, '00000000-0000-0000-0000-000000000000', 'ffffffff-ffff-ffff-ffff-ffffffffffff']) {
        const { status, body } = await call('GET', `?tenant_key=${none}`, { key: suite.stack.adminKey })
        expect([status, body]).toEqual([
          200,
          { data: [], pagination: { current_page: 1, page_size: 100, total_rows: 0, total_pages: 0 } },
        ])
      }
      const other = await newTenant()
      const [known, unknown] = [
        await refused(call('GET', `?tenant_key=${other.tenant}`), 403),
        await refused(call('GET', `?tenant_key=${UNKNOWN}`), 403),
      ]
      expect(known).toEqual(unknown)
      await refusedBody(input({ tenant_key: other.tenant }), 403, 'QIT000006')
      expect((await list('', { key: other.key, headers: { tenant_key: suite.tenant } })).status).toBe(403)
    },
  ],
  [
    'A22',
    'page and page_size in plain decimal, inside their bounds (B10, B11, B13)',
    async () => {
      const bad = [
        '0',
        '-1',
        '1.5',
        '1e3',
        '0x10',
        '%2B1',
        '%201',
        '01',
        'NaN',
        'Infinity',
        'null',
        'true',
        '%D9%A1',
        '',
        '9007199254740993',
        '9'.repeat(400),
      ]
      for (const value of bad) {
        await refused(list(`&page=${value}`), 400, 'OWH000001')
        await refused(list(`&page_size=${value}`), 400, 'OWH000001')
      }
      for (const size of ['101', '1e9', 'abc']) await refused(list(`&page_size=${size}`), 400, 'OWH000001')
      expect((await list('&page=1&page_size=100&foo=1')).status).toBe(200)
    },
  ],
  [
    'A23',
    'a page past the end is empty, with the true totals (B12)',
    async () => {
      await create()
      expect((await list('&page=999999&page_size=10')).body).toEqual({
        data: [],
        pagination: { current_page: 999_999, page_size: 10, total_rows: 1, total_pages: 1 },
      })
    },
  ],
  [
    'A24',
    'no rows are 0 pages',
    async () => {
      expect((await list()).body.pagination).toEqual({ current_page: 1, page_size: 100, total_rows: 0, total_pages: 0 })
    },
  ],
  [
    'A25',
    'oldest first; every row on exactly one page (B14)',
    async () => {
      const keys: string[] = []
      for (let i = 0; i < 3; i++) keys.push((await create()).configuration_key)
      const pages = await Promise.all([1, 2, 3, 4].map((page) => list(`&page_size=1&page=${page}`)))
      expect(pages.flatMap(({ body }) => body.data.map(({ configuration_key }) => configuration_key))).toEqual(keys)
      for (const { body } of pages)
        expect(body.pagination).toMatchObject({ page_size: 1, total_rows: 3, total_pages: 3 })
    },
  ],
  [
    'A26',
    'a parameter given twice or as an array is refused (B8)',
    async () => {
      for (const query of [
        '&page=1&page=2',
        '&page[]=1',
        '&page%5B%5D=1',
        '&page_size[a]=1',
        `&tenant_key=${suite.tenant}`,
        `&tenant_key[]=${suite.tenant}`,
      ]) {
        await refused(list(query), 400)
      }
    },
  ],
  [
    'A27',
    'one 404 for what is not there, another tenant\u2019s, or another dialect\u2019s (B9, B18, B57)',
    async () => {
      const configuration = await create()
      const other = await newTenant()
      const { id } = await suite.stack.api.createWebhook(suite.tenant, { url: suite.receiver.url })
      const unknown = {
        title: 'Not Found',
        description: 'Webhook configuration not found',
        translation: 'Configuração de webhook não encontrada',
        code: 'OWH000004',
      }
      const asked: [string, string][] = [
        [UNKNOWN, suite.key],
        [configuration.configuration_key, other.key],
        [id, suite.key],
        [id, suite.stack.adminKey],
      ]
      for (const [path, credential] of asked) {
        for (const method of ['GET', 'PUT', 'DELETE']) {
          const body = method === 'PUT' ? { body: { url: 'https://example.com/' } } : {}
          expect(await refused(call(method, `/${path}`, { key: credential, ...body }), 404)).toEqual(unknown)
        }
      }
      expect((await list()).body.data).toEqual([configuration])
    },
  ],
  [
    'A28',
    'a malformed key is a 400 of its own (B17)',
    async () => {
      for (const bad of [
        UNKNOWN.slice(1),
        `${UNKNOWN}0`,
        '..%2f..%2f',
        'null',
        'undefined',
        '%F0%9F%98%80',
        UNKNOWN.replaceAll('-', ''),
        "1'--",
      ]) {
        await refused(call('GET', `/${bad}`), 400, 'OWH000002')
        await refused(call('DELETE', `/${bad}`), 400, 'OWH000002')
      }
      await refused(call('GET', `/${'x'.repeat(10_000)}`), 404, 'QIT000001')
      await refused(call('GET', '/%2e%2e/x'), 404, 'QIT000001')
    },
  ],
  [
    'A29',
    'DELETE answers {} once, then 404; a body is ignored (B62)',
    async () => {
      const { configuration_key } = await create()
      const first = await call('DELETE', `/${configuration_key}`, {
        body: '<x/>',
        headers: { 'content-type': 'text/xml' },
      })
      expect([first.status, first.body]).toEqual([200, {}])
      await refused(call('DELETE', `/${configuration_key}`), 404, 'OWH000004')
      expect((await list()).body.data).toEqual([])
    },
  ],
  [
    'A34',
    'application/json in UTF-8 alone; broken bodies are 400 (B27–B38)',
    async () => {
      const typed = (type: string, more: object = {}) =>
        call('POST', '', { body: JSON.stringify(input()), headers: { 'content-type': type, ...more } })
      for (const type of ['application/json; charset=utf-8', 'Application/JSON;charset="UTF-8"'])
        expect((await typed(type)).status).toBe(201)
      for (const type of [
        'text/plain',
        'application/xml',
        'application/x-www-form-urlencoded',
        'multipart/form-data; boundary=x',
        'application/json; charset=iso-8859-1',
        'x',
      ]) {
        await refused(typed(type), 415, 'QIT000009')
      }
      for (const encoding of ['gzip', 'br', 'x'])
        await refused(typed('application/json', { 'content-encoding': encoding }), 415, 'QIT000009')
      const json = JSON.stringify(input())
      const broken = [
        '',
        'null',
        '[]',
        '"x"',
        '1',
        'true',
        '{',
        '{}x',
        "{'a':1}",
        json.replace('}', ',}'),
        `/**/${json}`,
        `\ufeff${json}`,
        json.replace('"url"', '"url":"a","url"'),
      ]
      for (const body of broken)
        await refused(call('POST', '', { body, headers: { 'content-type': 'application/json' } }), 400, 'QIT000003')
      await refusedBody(Buffer.from(json, 'utf16le'), 400, 'QIT000003')
      for (const depth of [33, 10_000, 1_000_000])
        await refusedBody(`{"a":${'['.repeat(depth)}${']'.repeat(depth)}}`, 400, 'QIT000003')
      await refusedBody(`{${Array.from({ length: 100_000 }, (_, i) => `"k${i}":1`).join(',')}}`, 400, 'QIT000003')
      await refusedBody(JSON.stringify({ ['k'.repeat(1_000_000)]: 1 }), 400, 'OWH000001')
      await refusedBody('x'.repeat(5 * 1024 * 1024), 413, 'QIT000007')
    },
  ],
  [
    'A35',
    'a bearer key; 401 and 403 in the vendor\u2019s shape (B104)',
    async () => {
      for (const bad of ['', 'x', `${suite.key}x`])
        await refused(call('GET', `?tenant_key=${suite.tenant}`, { key: bad }), 401, 'QIT000005')
      const reader = (await suite.stack.api.createKey(suite.tenant, { scopes: ['read'] })).key
      const manager = (await suite.stack.api.createKey(suite.tenant, { scopes: ['manage'] })).key
      expect((await list('', { key: reader })).status).toBe(200)
      await refused(call('POST', '', { body: input(), key: reader }), 403, 'QIT000006')
      await refused(list('', { key: manager }), 403, 'QIT000006')
      const { body } = await call<Configuration>('POST', '', { body: input(), key: manager })
      for (const method of ['PUT', 'DELETE']) {
        await refused(call(method, `/${body.configuration_key}`, { body: {}, key: reader }), 403, 'QIT000006')
        expect((await call(method, `/${body.configuration_key}`, { body: {}, key: manager })).status).toBe(200)
      }
    },
  ],
  [
    'A36',
    'every error says it in English and in Portuguese',
    async () => {
      const { description, translation } = await refusedBody(input({ url: 'x' }), 400)
      expect(description).toMatch(/^url: the URL/)
      expect(translation).toBe('URL recusada: url')
    },
  ],
  [
    'A37',
    'too many refused keys are a 429 with Retry-After, in the same shape',
    async () => {
      const guessed = `hl_${suite.key.split('_')[1]}_guessed`
      const answers = await Promise.all(
        Array.from({ length: 300 }, (_, i) => {
          // B107 nobody behind a trusted proxy: a made-up address changes nothing.
          const headers = { 'x-forwarded-for': `198.51.100.${i % 250}`, 'x-real-ip': `198.51.100.${i % 250}` }
          return call('GET', `?tenant_key=${suite.tenant}`, { key: guessed, headers })
        }),
      )
      const limited = answers.filter(({ status }) => status === 429)
      expect(limited.length).toBeGreaterThan(50)
      expect(limited[0]!.headers.get('retry-after')).toMatch(/^\d+$/)
      await refused(Promise.resolve(limited[0]!), 429, 'OWH000008')
    },
  ],
  [
    'A38',
    'exact paths; 405 with Allow; HEAD as GET',
    async () => {
      const { configuration_key } = await create()
      await refused(call('GET', '/'), 404)
      await refused(call('GET', `/${configuration_key}/`), 404, 'QIT000001')
      const known: [string, string, string[]][] = [
        ['', 'GET, HEAD, POST', ['PUT', 'DELETE', 'PATCH', 'OPTIONS']],
        [`/${configuration_key}`, 'DELETE, GET, HEAD, PUT', ['POST', 'PATCH', 'OPTIONS']],
      ]
      for (const [path, allow, methods] of known) {
        for (const method of methods) {
          const answer = await call(method, path)
          await refused(Promise.resolve(answer), 405, 'QIT000002')
          expect(answer.headers.get('allow')).toBe(allow)
        }
      }
      const headers = { authorization: `Bearer ${suite.key}` }
      const head = await fetch(`${suite.stack.url}${PATH}/${configuration_key}`, { method: 'HEAD', headers })
      expect([head.status, Number(head.headers.get('content-length')) > 0, await head.text()]).toEqual([200, true, ''])
      const override = await call('POST', '', { body: input(), headers: { 'x-http-method-override': 'DELETE' } })
      expect(override.status).toBe(201)
    },
  ],
  [
    'A39',
    'five fields in their order, and a list of two members',
    async () => {
      const configuration = await create()
      expect(Object.keys(configuration)).toEqual(FIELDS)
      const { body } = await list()
      expect(Object.keys(body)).toEqual(['data', 'pagination'])
      expect(Object.keys(body.data[0]!)).toEqual(FIELDS)
      expect(Object.keys(body.pagination)).toEqual(['current_page', 'page_size', 'total_rows', 'total_pages'])
      expect(Object.keys((await change(configuration, {})).body)).toEqual(FIELDS)
    },
  ],
]

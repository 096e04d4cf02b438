import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { loadEnv, Logger } from '@hookline/service-kit'
import type { NestFastifyApplication } from '@nestjs/platform-fastify'
import { Env } from '../src/env.js'
import { createGateway } from '../src/gateway.js'
import { RouteTable } from '../src/http/route-table.js'

/** The gateway on a real port, with no broker behind it: what it decides alone. */
const ADMIN = 'an-admin-key-for-the-specs'
const NATIVE = '/v1/tenants'
const DIALECT = '/outgoing_webhook/webhook_configuration'
let app: NestFastifyApplication
let port: number

beforeAll(async () => {
  const env = loadEnv(Env, {
    KAFKA_BROKERS: '127.0.0.1:1',
    HOOKLINE_ADMIN_KEY: ADMIN,
    HOOKLINE_MASTER_KEYS: `k:${Buffer.alloc(32, 1).toString('base64')}`,
  })
  app = await createGateway({ env, logger: Logger.create('gateway', 'silent'), endProcess: () => undefined })
  await app.listen(0, '127.0.0.1')
  port = Number(new URL(await app.getUrl()).port)
})
afterAll(async () => {
  const started = Date.now()
  await app.close()
  expect(Date.now() - started).toBeLessThan(5_000)
})

interface Asked {
  method?: string
  path: string
  headers?: Record<string, string>
  body?: string
}
const ask = ({ path, ...init }: Asked) => fetch(`http://127.0.0.1:${port}${path}`, init)

/** Sends bytes as they are and gives what comes until the other side closes. */
const raw = (text: string | Buffer): Promise<string> =>
  new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(text))
    let answer = ''
    socket.on('data', (data) => (answer += data.toString()))
    socket.on('close', () => resolve(answer))
    socket.on('error', reject)
    socket.setTimeout(5_000, () => socket.destroy(new Error('nothing more came')))
  })

/** Every answer is an error of its own format, says who it is, and holds no stack. */
async function expectFailure(response: Response, status: number, code?: string): Promise<Record<string, unknown>> {
  const text = await response.text()
  expect([response.status, text]).toEqual([status, text])
  const body = JSON.parse(text) as Record<string, unknown>
  const dialect = new URL(response.url).pathname.startsWith('/outgoing_webhook')
  expect(response.headers.get('x-request-id')).toMatch(/^[\w-]{36}$/)
  expect(response.headers.get('x-content-type-options')).toBe('nosniff')
  expect(response.headers.get('cache-control')).toBe('no-store')
  if (dialect) expect(Object.keys(body)).toEqual(['title', 'description', 'translation', 'code'])
  else expect(body).toMatchObject({ status, request_id: response.headers.get('x-request-id') })
  expect(response.headers.get('content-type')).toContain(dialect ? 'application/json' : 'application/problem+json')
  if (code !== undefined) expect(body['code']).toBe(code)
  expect(text).not.toMatch(/node_modules|\.js:|ECONN|127\.0\.0\.1:1|SELECT /)
  return body
}

describe.each([
  [
    'native',
    NATIVE,
    ['not_found', 'method_not_allowed', 'unauthenticated', 'unavailable', 'malformed_request', 'uri_too_long'],
  ],
  ['webhook-configuration', DIALECT, ['QIT000001', 'QIT000002', 'QIT000005', 'QIT000010', 'QIT000012', 'QIT000008']],
] as const)(
  '%s: refused before anything is read',
  (_, path, [none, method, unauthenticated, down, malformed, long]) => {
    const auth = { authorization: `Bearer ${ADMIN}` }

    test('a path that is not there', async () => {
      await expectFailure(await ask({ path: `${path}x/y/z/a` }), 404, none)
      await expectFailure(await ask({ path: path.toUpperCase() }), 404)
    })

    test.each(['PUT', 'OPTIONS', 'PATCH', 'PROPFIND'])('A38 %s on a path that does not know it', async (verb) => {
      const response = await ask({ method: verb, path })
      await expectFailure(response, 405, method)
      expect(response.headers.get('allow')).toBe('GET, HEAD, POST')
    })

    test('no key, a wrong key', async () => {
      const missing = await ask({ path })
      await expectFailure(missing, 401, unauthenticated)
      expect(missing.headers.get('www-authenticate')).toMatch(/^Bearer/)
      await expectFailure(await ask({ path, headers: { authorization: `Bearer ${ADMIN}x` } }), 503, down)
    })

    test('the right key, while the configuration is unknown: 503, never 401', async () => {
      const response = await ask({ path, headers: auth })
      await expectFailure(response, 503, down)
      expect(response.headers.get('retry-after')).toBe('1')
    })

    test('B23 a method override is ignored', async () => {
      await expectFailure(
        await ask({ method: 'POST', path, headers: { ...auth, 'x-http-method-override': 'DELETE' } }),
        503,
        down,
      )
    })

    test('B17 escapes, dots, and very long paths', async () => {
      await expectFailure(await ask({ path: `${path}/%zz` }), 400, malformed)
      await expectFailure(await ask({ path: `${path}/%ff%fe` }), 400, malformed)
      await expectFailure(await ask({ path: `${path}/..%2f..%2fetc`, headers: auth }), 503, down)
      await expectFailure(await ask({ path: `${path}/${'x'.repeat(10_000)}` }), 404, none)
    })

    test('B25 long queries', async () => {
      await expectFailure(await ask({ path: `${path}?${'a'.repeat(4_100)}`, headers: auth }), 414, long)
      const many = Array.from({ length: 2_000 }, (_, i) => `p${i}=1`).join('&')
      await expectFailure(await ask({ path: `${path}?${many}`, headers: auth }), 414, long)
      expect(await raw(`GET ${path}?${'a'.repeat(20_000)} HTTP/1.1\r\nhost: x\r\n\r\n`)).toMatch(/^HTTP\/1.1 431 /)
    })

    test.each([
      ['no Host', 'GET {} HTTP/1.1\r\n\r\n'],
      ['two Hosts', 'GET {} HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n'],
      [
        'B139 Content-Length and Transfer-Encoding',
        'POST {} HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
      ],
      ['B139 two Content-Lengths', 'POST {} HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabc'],
      ['B139 an unknown transfer coding', 'POST {} HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: xchunked\r\n\r\n'],
      ['B139 a blank before the colon', 'POST {} HTTP/1.1\r\nHost: a\r\nContent-Length : 3\r\n\r\nabc'],
      ['B35 a negative Content-Length', 'POST {} HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n'],
      ['not HTTP', 'hello\r\n\r\n'],
    ])('%s: 400, in its format, and closed', async (_, text) => {
      const answer = await raw(text.replace('{}', path))
      expect(answer.match(/HTTP\/1.1/g)).toHaveLength(1)
      expect(answer).toMatch(/^HTTP\/1.1 400 /)
      expect(answer).toMatch(/x-request-id: [\w-]{36}/)
    })
  },
)

describe('what needs no configuration works', () => {
  test('alive, but not ready, and why', async () => {
    expect((await ask({ path: '/healthz' })).status).toBe(200)
    const ready = await ask({ path: '/readyz' })
    expect(ready.status).toBe(503)
    expect(Object.keys(((await ready.json()) as { failures: object }).failures).sort()).toEqual([
      'producer',
      'replies',
      'snapshot',
    ])
  })

  test('metrics hold routes, never targets', async () => {
    await ask({ path: `/v1/tenants/secret-id-in-a-path?x=secret-in-a-query` })
    const metrics = await (await ask({ path: '/metrics' })).text()
    expect(metrics).toContain('hookline_http_requests_total{route="/v1/tenants/:tenant",method="GET",status="401"}')
    expect(metrics).not.toContain('secret-')
  })

  test('the request id and the trace of the caller are kept', async () => {
    const response = await ask({ path: '/healthz', headers: { 'x-request-id': 'mine-1' } })
    expect(response.headers.get('x-request-id')).toBe('mine-1')
  })

  test('B114 no CORS', async () => {
    const response = await ask({ path: '/openapi.json', headers: { origin: 'https://evil.example' } })
    expect(response.headers.get('access-control-allow-origin')).toBeNull()
  })

  test('the documentation is served from here, under a strict policy', async () => {
    const page = await ask({ path: '/docs' })
    const html = await page.text()
    expect(page.headers.get('content-security-policy')).toMatch(/script-src 'self';/)
    expect(html).not.toMatch(/<script>|https?:\/\//)
    for (const [, file] of html.matchAll(/(?:src|href)="([^"]+)"/g)) {
      expect([file, (await ask({ path: file! })).status]).toEqual([file, 200])
    }
    await expectFailure(await ask({ path: '/docs/package.json' }), 404)
    await expectFailure(await ask({ path: '/docs/..%2fpackage.json' }), 404)
  })
})

describe('the OpenAPI document', () => {
  interface Operation {
    operationId: string
    security: unknown[]
    responses: Record<string, { content?: Record<string, { schema: object; examples?: object }> }>
  }
  interface Document {
    openapi: string
    paths: Record<string, Record<string, Operation>>
    components: { schemas: Record<string, object> }
  }
  let document: Document
  let text: string

  beforeAll(async () => {
    text = await (await ask({ path: '/openapi.json' })).text()
    document = JSON.parse(text) as Document
  })

  test('has every route that needs a key, and every reference resolves', () => {
    const documented = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    )
    const known = app
      .get(RouteTable)
      .routes.filter(({ method, endpoint }) => method !== 'HEAD' && endpoint !== undefined && endpoint.hidden !== true)
    expect(documented.sort()).toEqual(
      known.map(({ method, url }) => `${method} ${url.replace(/:([a-z_]+)/g, '{$1}')}`).sort(),
    )
    expect(documented.length).toBeGreaterThan(25)
    for (const [, name] of text.matchAll(/"#\/components\/schemas\/([^"]+)"/g))
      expect(document.components.schemas).toHaveProperty(name!)
    expect(text).not.toContain('$defs')
  })

  test('only what is meant to be open is open', () => {
    const open = app
      .get(RouteTable)
      .routes.filter(({ endpoint }) => endpoint === undefined || endpoint.access === 'public')
    expect([...new Set(open.map(({ url }) => url))].sort()).toEqual([
      '/docs',
      '/docs/:file',
      '/healthz',
      '/metrics',
      '/openapi.json',
      '/readyz',
    ])
  })

  test('every operation has an id of its own, a success, and the refusals of its dialect', () => {
    const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.values(methods).map((operation) => ({ path, operation })),
    )
    expect(new Set(operations.map(({ operation }) => operation.operationId)).size).toBe(operations.length)
    for (const { path, operation } of operations) {
      const { responses } = operation
      expect(Object.keys(responses).some((status) => status.startsWith('2'))).toBe(true)
      const type = path.startsWith('/outgoing_webhook') ? 'application/json' : 'application/problem+json'
      for (const status of ['401', '403', '404', '429', '503'])
        expect(Object.keys(responses[status]?.content ?? {})).toEqual([type])
    }
  })
})

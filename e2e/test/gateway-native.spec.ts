import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import { startStack, type ApiAnswer, type Stack } from '@hookline/testing'
import { allRecords } from './all-records.js'

const UNKNOWN = '550e8400-e29b-41d4-a716-446655440000'
const WHSEC = `whsec_${Buffer.alloc(24, 7).toString('base64')}`

let stack: Stack
let tenant: string

beforeAll(async () => {
  stack = await startStack()
})
afterAll(() => stack.stop())
beforeEach(async () => {
  tenant = (await stack.api.createTenant()).id
})

type Json = Record<string, unknown>
interface Asked {
  body?: unknown
  key?: string
  headers?: Record<string, string>
}
const call = (method: string, path: string, asked: Asked = {}) =>
  stack.api.send<Json>({ method, path: `/v1/tenants${path}`, ...asked })
const keyWith = async (scopes: string[], of = tenant) => (await stack.api.createKey(of, { scopes })).key

function expectProblem({ status, body, headers }: ApiAnswer<Json>, code: string, paths?: string[]): void {
  expect([body['code'], body]).toEqual([code, body])
  expect(body).toMatchObject({
    type: `urn:hookline:problem:${code}`,
    title: expect.any(String),
    detail: expect.any(String),
    status,
  })
  expect(body['request_id']).toBe(headers.get('x-request-id'))
  expect(headers.get('content-type')).toBe('application/problem+json; charset=utf-8')
  if (paths !== undefined) expect((body['errors'] as { path: string }[]).map(({ path }) => path)).toEqual(paths)
}

describe('tenants', () => {
  test('are made, read, changed and deleted by an admin; their keys end with them', async () => {
    const made = await call('POST', '', { body: { name: 'Acme' } })
    expect(made).toMatchObject({
      status: 201,
      body: { id: expect.any(String), name: 'Acme', created_at: expect.stringMatching(/^\d{4}-.*\.\d{3}Z$/) },
    })
    const id = made.body['id'] as string
    expect((await call('PATCH', `/${id}`, { body: { name: 'New' } })).body).toMatchObject({ id, name: 'New' })
    expect((await call('GET', `/${id.toUpperCase()}`)).body).toMatchObject({ id, name: 'New' })
    const key = await keyWith(['read'], id)
    expect((await call('GET', `/${id}/webhooks`, { key })).status).toBe(200)
    expect((await call('DELETE', `/${id}`)).status).toBe(204)
    expectProblem(await call('GET', `/${id}`), 'not_found')
    expectProblem(await call('GET', `/${id}/webhooks`, { key }), 'unauthenticated')
  })

  test('keep an id that the admin gives, once', async () => {
    const body = { name: 'x', id: '6BA7B810-9DAD-11D1-80B4-00C04FD430C8' }
    expect((await call('POST', '', { body })).body).toMatchObject({ id: body.id.toLowerCase() })
    expectProblem(await call('POST', '', { body }), 'conflict')
  })

  test('with an Idempotency-Key the first answer is repeated', async () => {
    const asked = { body: { name: 'x' }, headers: { 'idempotency-key': `k-${tenant}` } }
    const answers = await Promise.all([1, 2, 3].map(() => call('POST', '', asked)))
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201])
    expect(new Set(answers.map(({ body }) => body['id'])).size).toBe(1)
  })

  test.each([
    [{ name: '' }, ['name']],
    [{ name: 'a\u0000b' }, ['name']],
    [{ name: 'x'.repeat(201) }, ['name']],
    [{}, ['name']],
    [{ name: 1 }, ['name']],
    [{ name: 'x', id: 'x' }, ['id']],
    [{ name: 'x', foo: 1, bar: 2 }, ['foo', 'bar']],
  ])('%j is refused by name', async (body, paths) => {
    expectProblem(await call('POST', '', { body }), 'validation_failed', paths)
  })
})

describe('api keys', () => {
  test('are shown once, listed without themselves, and end at once when revoked', async () => {
    const { status, body } = await call('POST', `/${tenant}/api-keys`, { body: { name: 'ci' } })
    expect([status, body]).toEqual([
      201,
      {
        id: expect.any(String),
        name: 'ci',
        scopes: ['events:write', 'read', 'manage'],
        created_at: expect.any(String),
        expires_at: null,
        key: expect.stringMatching(/^hl_[0-9A-Za-z]+_[0-9A-Za-z]{43}$/),
      },
    ])
    const key = body['key'] as string
    const list = await call('GET', `/${tenant}/api-keys`, { key })
    expect(list.body['data']).toEqual([{ ...body, key: undefined }].map(({ key: _, ...shown }) => shown))
    expect((await call('DELETE', `/${tenant}/api-keys/${body['id'] as string}`, { key })).status).toBe(204)
    expectProblem(await call('GET', `/${tenant}/api-keys`, { key }), 'unauthenticated')
  })

  test('expire', async () => {
    const expires_at = new Date(Date.now() + 1_500).toISOString()
    const { key } = await stack.api.createKey(tenant, { expires_at })
    expect((await call('GET', `/${tenant}/webhooks`, { key })).status).toBe(200)
    await new Promise((resolve) => setTimeout(resolve, 1_600))
    expectProblem(await call('GET', `/${tenant}/webhooks`, { key }), 'unauthenticated')
    expectProblem(
      await call('POST', `/${tenant}/api-keys`, { body: { name: 'x', expires_at: '2020-01-01T00:00:00Z' } }),
      'validation_failed',
      ['expires_at'],
    )
  })

  test('never may more than the key that makes them', async () => {
    const key = await keyWith(['manage'])
    expectProblem(
      await call('POST', `/${tenant}/api-keys`, { body: { name: 'x', scopes: ['read'] }, key }),
      'forbidden',
    )
    expectProblem(await call('POST', `/${tenant}/api-keys`, { body: { name: 'x' }, key }), 'forbidden')
    expect((await call('POST', `/${tenant}/api-keys`, { body: { name: 'x', scopes: ['manage'] }, key })).status).toBe(
      201,
    )
  })

  test('made with the same Idempotency-Key: the second is told that the first was shown', async () => {
    const asked = { body: { name: 'x' }, headers: { 'idempotency-key': 'k' } }
    expect((await call('POST', `/${tenant}/api-keys`, asked)).status).toBe(201)
    expectProblem(await call('POST', `/${tenant}/api-keys`, asked), 'conflict')
    expect((await call('GET', `/${tenant}/api-keys`)).body['data']).toHaveLength(1)
  })
})

describe('webhooks', () => {
  const url = 'https://example.com/hooks'
  const create = (body: Json, asked: Asked = {}) =>
    call('POST', `/${tenant}/webhooks`, { body: { url, ...body }, ...asked })

  test('are made with defaults, or with all they may say; secrets are in the first answer and at …/secret only', async () => {
    const plain = await create({})
    expect(plain).toMatchObject({
      status: 201,
      body: {
        id: expect.any(String),
        url,
        event_types: null,
        description: null,
        profile: 'standard',
        enabled: true,
        headers: {},
        signature_uri: 'url',
        retry: null,
        timeout_ms: null,
        metadata: {},
        created_at: expect.any(String),
        updated_at: expect.any(String),
        secret: expect.stringMatching(/^whsec_/),
      },
    })
    const full = {
      event_types: ['order.*', 'user.created'],
      description: 'd',
      enabled: false,
      signature_uri: 'path',
      retry: { schedule: [1, 2], jitter: 0 },
      timeout_ms: 5_000,
      metadata: { team: 'blue' },
      secret: WHSEC,
    }
    const { body } = await create({ ...full, headers: { Authorization: 'Bearer hidden-value' } })
    expect(body).toMatchObject({ ...full, headers: { Authorization: '****' } })
    const path = `/${tenant}/webhooks/${body['id'] as string}`
    const read = await call('GET', path)
    expect(read.body).toEqual(Object.fromEntries(Object.entries(body).filter(([name]) => name !== 'secret')))
    expect(JSON.stringify((await call('GET', `/${tenant}/webhooks`)).body)).not.toMatch(/hidden-value|whsec_/)
    expect((await call('GET', `${path}/secret`)).body).toEqual({ secret: WHSEC })
  })

  test('are changed member by member; null is the default again; a map is replaced whole', async () => {
    const { id } = await stack.api.createWebhook(tenant, {
      url,
      event_types: ['a'],
      description: 'd',
      headers: { 'X-A': '1' },
      metadata: { a: '1' },
    })
    const patch = (body: Json) => call('PATCH', `/${tenant}/webhooks/${id}`, { body })
    const before = (await patch({})).body
    expect((await patch({ description: 'e' })).body).toMatchObject({
      description: 'e',
      event_types: ['a'],
      headers: { 'X-A': '****' },
    })
    expect(
      (await patch({ event_types: null, description: null, headers: {}, metadata: { b: '2' } })).body,
    ).toMatchObject({ event_types: null, description: null, headers: {}, metadata: { b: '2' } })
    expectProblem(await patch({ event_types: [] }), 'validation_failed', ['event_types'])
    expectProblem(await patch({ profile: 'jwt-signature' }), 'validation_failed', ['profile'])
    expect((await call('POST', `/${tenant}/webhooks/${id}/disable`)).body).toMatchObject({ enabled: false })
    expect((await call('POST', `/${tenant}/webhooks/${id}/enable`)).body).toMatchObject({
      enabled: true,
      created_at: before['created_at'],
    })
    expect((await call('DELETE', `/${tenant}/webhooks/${id}`)).status).toBe(204)
    expectProblem(await patch({}), 'not_found')
    expectProblem(await call('DELETE', `/${tenant}/webhooks/${id}`), 'not_found')
  })

  test('have their secret rotated: made for them, or given; without a body too', async () => {
    const { id } = await stack.api.createWebhook(tenant, { url })
    const rotate = (body?: Json, headers: Record<string, string> = {}) =>
      call('POST', `/${tenant}/webhooks/${id}/rotate-secret`, { body, headers })
    expect((await rotate({ secret: WHSEC, grace_seconds: 0 })).body).toEqual({ secret: WHSEC })
    const made = await rotate()
    expect([made.status, made.body]).toEqual([200, { secret: expect.stringMatching(/^whsec_.{40,}$/) }])
    expect((await call('GET', `/${tenant}/webhooks/${id}/secret`)).body).toEqual(made.body)
    const [first, again] = [await rotate({}, { 'idempotency-key': 'r' }), await rotate({}, { 'idempotency-key': 'r' })]
    expect(again.body).toEqual(first.body)
    expectProblem(await rotate({ secret: 'x' }), 'validation_failed', ['secret'])
    expectProblem(await rotate({ grace_seconds: -1 }), 'validation_failed', ['grace_seconds'])
  })

  test('with an Idempotency-Key are made once, whatever comes between', async () => {
    const headers = { 'idempotency-key': 'k' }
    const answers = await Promise.all(Array.from({ length: 5 }, () => create({}, { headers })))
    expect(answers.every(({ status, body }) => status === 201 && body['secret'] === answers[0]!.body['secret'])).toBe(
      true,
    )
    expect((await call('GET', `/${tenant}/webhooks`)).body['data']).toHaveLength(1)
  })

  test('keep an id that an admin gives; a tenant key may not give one', async () => {
    const id = '6ba7b810-9dad-11d1-80b4-00c04fd430c9'
    expectProblem(await create({ id }, { key: await keyWith(['manage']) }), 'forbidden')
    expect((await create({ id })).body).toMatchObject({ id })
    expectProblem(await create({ id }), 'conflict')
  })

  test.each<[string, Json, string, string[]]>([
    ['a private URL', { url: 'https://10.0.0.1/' }, 'url_refused', ['url']],
    [
      'a reserved header',
      { headers: { Host: 'x', 'X-A': '1', 'webhook-id': 'y' } },
      'header_refused',
      ['headers.Host', 'headers.webhook-id'],
    ],
    ['a bad header value', { headers: { 'X-A': 'a\r\nb' } }, 'header_refused', ['headers.X-A']],
    ['a short secret', { secret: 'whsec_AAAA' }, 'validation_failed', ['secret']],
    ['no event types', { event_types: [] }, 'validation_failed', ['event_types']],
    [
      'bad patterns',
      { event_types: ['a..b', '*', 'a.*', 'a.*.b'] },
      'validation_failed',
      ['event_types.0', 'event_types.1', 'event_types.3'],
    ],
    ['two ways to retry', { retry: { preset: 'qi', schedule: [1] } }, 'validation_failed', ['retry']],
    ['members nobody knows', { no_such: {}, neither: true }, 'validation_failed', ['no_such', 'neither']],
    ['an unknown profile', { profile: 'authing' }, 'validation_failed', ['profile']],
  ])('%s is refused by path', async (_, body, code, paths) => {
    const answer = await create(body)
    expectProblem(answer, code, paths)
    expect(answer.status).toBe(400)
    expect((await call('GET', `/${tenant}/webhooks`)).body['data']).toEqual([])
  })
})

describe('lists', () => {
  test('come in pages that join without a gap; a cursor is good for its own list alone (B116)', async () => {
    for (let i = 0; i < 5; i++) await stack.api.createWebhook(tenant, { url: `https://example.com/${i}` })
    const seen: string[] = []
    let cursor: string | null = ''
    while (cursor !== null) {
      const { body } = await call('GET', `/${tenant}/webhooks?limit=2${cursor && `&cursor=${cursor}`}`)
      seen.push(...(body['data'] as { url: string }[]).map(({ url }) => url))
      cursor = body['next_cursor'] as string | null
    }
    expect(seen).toEqual([0, 1, 2, 3, 4].map((i) => `https://example.com/${i}`))
    const { body } = await call('GET', `/${tenant}/webhooks?limit=1`)
    const mine = body['next_cursor'] as string
    const other = (await stack.api.createTenant()).id
    for (const path of [
      `/${other}/webhooks?cursor=${mine}`,
      `/${tenant}/api-keys?cursor=${mine}`,
      `/${tenant}/events?cursor=${mine}`,
      `/${tenant}/webhooks?cursor=${mine.slice(1)}`,
      `/${tenant}/deliveries?cursor=x`,
    ]) {
      expectProblem(await call('GET', path), 'invalid_cursor')
    }
  })

  test.each(['0', '251', '1e2', '-1', '', '01', '1&limit=2'])('limit=%s is refused', async (limit) => {
    for (const list of ['webhooks', 'api-keys', 'events', 'deliveries']) {
      expectProblem(await call('GET', `/${tenant}/${list}?limit=${limit}`), 'validation_failed', ['limit'])
    }
  })

  test('unknown parameters are named (native is strict); times must exist and be in order (B179)', async () => {
    expectProblem(await call('GET', `/${tenant}/events?foo=1`), 'validation_failed', ['foo'])
    expectProblem(await call('GET', `/${tenant}/events?since=2026-02-30T00:00:00Z`), 'validation_failed', ['since'])
    expectProblem(
      await call('GET', `/${tenant}/events?since=2026-01-02T00:00:00Z&until=2026-01-01T00:00:00Z`),
      'validation_failed',
      ['until'],
    )
    expectProblem(await call('GET', `/${tenant}/deliveries?status=done`), 'validation_failed', ['status'])
  })
})

describe('who may what: every route', () => {
  interface Operation {
    security: unknown[]
    description?: string
  }
  const routes = async () => {
    const { body } = await stack.api.send<{ paths: Record<string, Record<string, Operation>> }>({
      path: '/openapi.json',
    })
    return Object.entries(body.paths)
      .filter(([path]) => path.startsWith('/v1/tenants'))
      .flatMap(([path, methods]) =>
        Object.entries(methods).map(([method, { description = '' }]) => ({
          path,
          method: method.toUpperCase(),
          scope: /"(.+)"/.exec(description)?.[1],
        })),
      )
  }
  const at = (path: string, of: string) => path.replace('{tenant}', of).replace('{id}', UNKNOWN)
  const ask = (method: string, path: string, key: string) =>
    stack.api.send<Json>({ method, path, key, ...(method === 'GET' ? {} : { body: {} }) })

  test('needs a key, and the scope it names; a foreign tenant is the same 404 as an unknown one (B104, B117)', async () => {
    const foreign = (await stack.api.createTenant()).id
    const all = ['events:write', 'read', 'manage']
    const keys = Object.fromEntries(
      await Promise.all(all.map(async (scope) => [scope, await keyWith(all.filter((other) => other !== scope))])),
    )
    const allowed = await keyWith(all)
    for (const { path, method, scope } of await routes()) {
      expectProblem(await ask(method, at(path, tenant), ''), 'unauthenticated')
      expectProblem(await ask(method, at(path, tenant), scope === undefined ? allowed : keys[scope]!), 'forbidden')
      if (!path.includes('{tenant}')) continue
      const [theirs, nobodys] = [
        await ask(method, at(path, foreign), allowed),
        await ask(method, at(path, UNKNOWN), allowed),
      ]
      const shown = ({ status, body }: ApiAnswer<Json>) => [status, { ...body, request_id: '' }]
      expect(shown(theirs)).toEqual(shown(nobodys))
      expectProblem(theirs, 'not_found')
    }
  })
})

test('a change is in force when it is answered: the next event finds the new webhook', async () => {
  for (let i = 0; i < 10; i++) {
    const { id: fresh } = await stack.api.createTenant()
    const webhook = await stack.api.createWebhook(fresh, { url: 'https://example.com/', enabled: true })
    const { id } = await stack.api.publish(fresh, { type: 'a' })
    const event = await stack.api.waitForEvent(fresh, id)
    expect(event.deliveries.map(({ webhook_id }) => webhook_id)).toEqual([webhook.id])
  }
})

test('no service, no hang: 504 with the request\u2019s id; the same command again is carried out once', async () => {
  await stack.config.kill()
  const asked = { body: { url: 'https://example.com/' }, headers: { 'idempotency-key': 'k', 'x-request-id': 'mine-1' } }
  const late = await call('POST', `/${tenant}/webhooks`, asked)
  expectProblem(late, 'timeout')
  expect([late.status, late.body['request_id']]).toEqual([504, 'mine-1'])
  await stack.config.start()
  expect((await call('POST', `/${tenant}/webhooks`, asked)).status).toBe(201)
  expect((await call('GET', `/${tenant}/webhooks`)).body['data']).toHaveLength(1)
})

test('secrets are nowhere in clear: not on any topic, in no log', async () => {
  const { key } = await stack.api.createKey(tenant)
  const { id } = await stack.api.createWebhook(tenant, {
    url: 'https://example.com/',
    secret: WHSEC,
    headers: { Authorization: 'Bearer a-header-value' },
  })
  await call('POST', `/${tenant}/webhooks/${id}/rotate-secret`, {
    body: { secret: `whsec_${Buffer.alloc(24, 8).toString('base64')}` },
  })
  const secrets = [key, key.split('_')[2]!, WHSEC.slice(6), Buffer.alloc(24, 8).toString('base64'), 'a-header-value']
  const everything =
    (await allRecords(stack)) + [stack.gateway, stack.config, stack.delivery].map((service) => service.logs()).join('')
  expect(everything).toContain(tenant)
  for (const secret of secrets) expect(everything).not.toContain(secret)
  expect(everything).not.toContain(stack.adminKey)
})

import { connect } from 'node:net'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import { startReceiver, startStack, type Receiver, type Stack } from '@hookline/testing'

/** The rows B119–B142 of the bad inputs, and the promises of publishing. */
const LIMIT = 256 * 1024

let stack: Stack
let receiver: Receiver
let tenant: string
let key: string

beforeAll(async () => {
  stack = await startStack()
  receiver = await startReceiver()
})
afterAll(async () => {
  await receiver.close()
  await stack.stop()
})
beforeEach(async () => {
  tenant = (await stack.api.createTenant()).id
  key = (await stack.api.createKey(tenant, { scopes: ['events:write'] })).key
})

interface Published {
  id: string
  duplicate: boolean
  code?: string
  ids?: string[]
  errors?: { path: string }[]
}
const send = (body: unknown, headers: Record<string, string> = {}, path = '', of = tenant) =>
  stack.api.send<Published>({
    method: 'POST',
    path: `/v1/tenants/${of}/events${path}`,
    body,
    headers,
    ...(of === tenant && { key }),
  })
const event = (payload: string, more = ''): string => `{"type":"order.created","payload":${payload}${more}}`
const statusOf = async (...args: Parameters<typeof send>): Promise<number> => (await send(...args)).status

/** What the receiver got for the last event, once it is there. */
async function delivered(publish: () => Promise<unknown>): Promise<{ body: Buffer; headers: Record<string, string> }> {
  await stack.api.createWebhook(tenant, { url: receiver.url })
  const before = receiver.requests.length
  await publish()
  const request = (await receiver.waitForRequests(before + 1))[before]!
  return { body: request.body, headers: { ...request.headers } }
}

/** Sends bytes and gives what comes back until the other side, or a second of silence, ends it. */
const raw = (text: string | Buffer, then?: (socket: ReturnType<typeof connect>) => void): Promise<string> =>
  new Promise((resolve, reject) => {
    const socket = connect(Number(new URL(stack.url).port), '127.0.0.1', () => {
      socket.write(text)
      then?.(socket)
    })
    let answer = ''
    socket.on('data', (data) => (answer += data.toString()))
    socket.on('close', () => resolve(answer))
    socket.on('error', reject)
    socket.setTimeout(1_000, () => socket.destroy())
  })
const head = (length: string, version = '1.1'): string =>
  `POST /v1/tenants/${tenant}/events HTTP/${version}\r\nHost: x\r\nAuthorization: Bearer ${key}\r\nContent-Type: application/json\r\n${length}\r\n`

describe('bytes', () => {
  test('B119 a payload at the limit, and one byte over it', async () => {
    const payload = (bytes: number) => `"${'x'.repeat(bytes - 2)}"`
    expect(await statusOf(event(payload(LIMIT)))).toBe(202)
    const over = await send(event(payload(LIMIT + 1)))
    expect([over.status, over.body.code, over.body.errors?.[0]?.path]).toEqual([413, 'payload_too_large', 'payload'])
    expect(await statusOf('x'.repeat(4 * 1024 * 1024 + 1))).toBe(413)
    expect(await statusOf(event('1'))).toBe(202)
  })

  test.each([
    ['B120 a scalar', '17'],
    ['B120 an array', '[1,2]'],
    ['B122 duplicate members, odd white space, any order', '{ "b":1,\t"a" : 2,\n\r "b":3 }'],
    ['B122 numbers that no program can hold', '{"n":12345678901234567890,"m":1e999,"z":-0,"d":1.10}'],
    ['B123 NUL, a lone surrogate, emoji, right-to-left', '"\\u0000\\ud800 \u{1F600} \u202E\u0627"'],
    ['B125 depth 32', `${'['.repeat(32)}${']'.repeat(32)}`],
  ])('%s arrive as they were, and are read back so', async (_, payload) => {
    let id = ''
    const { body } = await delivered(async () => ({ id } = (await send(event(payload))).body))
    expect(body.toString()).toBe(payload)
    await stack.api.waitForEvent(tenant, id)
    const answer = await fetch(`${stack.url}/v1/tenants/${tenant}/events/${id}`, {
      headers: { authorization: `Bearer ${stack.adminKey}` },
    })
    expect(await answer.text()).toContain(`"payload":${payload},`)
    expect((await stack.api.listEvents(tenant)).data.map((summary) => summary.id)).toEqual([id])
  })

  test('B120 a CloudEvent of any bytes, or of none, in binary mode', async () => {
    const headers = {
      'ce-specversion': '1.0',
      'ce-id': 'a-1',
      'ce-source': '/caf%C3%A9',
      'ce-type': 'file.saved',
      'content-type': 'application/x-raw',
    }
    const bytes = Buffer.from([0, 255, 10, 34])
    const got = await delivered(() => send(bytes, headers))
    expect([got.body.equals(bytes), got.headers['content-type'], got.headers['hookline-event-type']]).toEqual([
      true,
      'application/x-raw',
      'file.saved',
    ])
    const { status, body } = await send(Buffer.alloc(0), { ...headers, 'ce-id': 'a-2' })
    expect(status).toBe(202)
    const stored = await stack.api.waitForEvent(tenant, body.id)
    expect(stored).toMatchObject({
      source_id: 'a-2',
      source: '/café',
      payload_base64: '',
      content_type: 'application/x-raw',
    })
  })

  test('a structured CloudEvent: the exact slice of data', async () => {
    const envelope = `{"specversion":"1.0","id":"550e8400-e29b-41d4-a716-446655440000","source":"/s","type":"a.b","time":"2026-01-02T03:04:05Z","partitionkey":"k","tags":"x,y","data": { "b":1.0,"a":2 } }`
    const got = await delivered(() => send(envelope, { 'content-type': 'application/cloudevents+json' }))
    expect(got.body.toString()).toBe('{ "b":1.0,"a":2 }')
    expect(got.headers['webhook-id']).toBe('550e8400-e29b-41d4-a716-446655440000')
    const stored = await stack.api.waitForEvent(tenant, '550e8400-e29b-41d4-a716-446655440000')
    expect(stored).toMatchObject({
      type: 'a.b',
      source: '/s',
      ordering_key: 'k',
      tags: ['x', 'y'],
      occurred_at: '2026-01-02T03:04:05.000Z',
    })
  })
})

describe('refused, and the next good one works', () => {
  const deep = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`
  const type = (name: string) => JSON.stringify({ type: name, payload: 1 })
  const at = (time: string) => event('1', `,"occurred_at":"${time}"`)
  const id = (given: string) => event('1', `,"id":${JSON.stringify(given)}`)

  test.each<[string, string | Buffer, number]>([
    [
      'B124 bytes that are no UTF-8',
      Buffer.concat([Buffer.from('{"type":"a","payload":"'), Buffer.from([0xff]), Buffer.from('"}')]),
      400,
    ],
    ['B125 depth 33', event(deep(33)), 400],
    ['B125 depth 100,000', event(deep(100_000)), 400],
    ['B37 100,000 members', event(`{${Array.from({ length: 100_000 }, (_, i) => `"k${i}":1`).join(',')}}`), 400],
    ...['', 'x'.repeat(257), 'a..b', '*', 'a.*', '../x', '\u{1F600}', '__proto__', 'hookline.x', '.a', 'a.', 'a b'].map(
      (name): [string, string, number] => [`B126 the type ${name.slice(0, 9)}`, type(name), 400],
    ),
    ...[
      'garbage',
      '2026-02-30T00:00:00Z',
      '0000-01-01T00:00:00Z',
      '10000-01-01T00:00:00Z',
      '2026-01-01T00:00:00+25:00',
      '2026-01-01T23:59:60Z',
      '',
    ].map((time): [string, string, number] => [`B128 the time ${time}`, at(time), 400]),
    ...['', 'x'.repeat(300), 'a\r\nb', 'ü'].map((given): [string, string, number] => [
      `B129 the id ${JSON.stringify(given.slice(0, 9))}`,
      id(given),
      400,
    ]),
    ['a member nobody knows', event('1', ',"headers":{}'), 400],
    ['a member twice', event('1', ',"type":"b"'), 400],
    ['B106 another tenant in the body', event('1', ',"tenant_key":"x"'), 400],
  ])('%s', async (_, body, status) => {
    const answer = await send(body)
    expect([answer.status, answer.headers.get('content-type')]).toEqual([
      status,
      'application/problem+json; charset=utf-8',
    ])
    expect(await statusOf(event('1'))).toBe(202)
  })

  test('B138 a compressed body', async () => {
    expect(await statusOf(gzipSync(event('1')), { 'content-encoding': 'gzip' })).toBe(415)
    expect(await statusOf(event('1'), { 'content-encoding': 'identity' })).toBe(202)
  })

  test.each([
    'text/plain',
    'application/xml',
    'application/x-www-form-urlencoded',
    'application/json; charset=utf-16',
    'application/cloudevents-batch+json',
  ])('B32 %s', async (contentType) => {
    expect(await statusOf(event('1'), { 'content-type': contentType })).toBe(415)
  })

  test('B131 a batch of 0, of 501, or with one that is not valid: none of it is published', async () => {
    const batch = (events: string[]) => send(`{"events":[${events.join(',')}]}`, {}, '/batch')
    const good = (n: number) => Array.from({ length: n }, () => event('1'))
    expect((await batch([])).status).toBe(400)
    expect((await batch(good(501))).status).toBe(400)
    const bad = await batch([...good(3), type('a..b'), ...good(96)])
    expect([bad.status, bad.body.errors?.map(({ path }) => path)]).toEqual([400, ['events.3.type']])
    const all = await stack.api.send<{ data: Published[] }>({
      method: 'POST',
      path: `/v1/tenants/${tenant}/events/batch`,
      key,
      body: `{"events":[${good(500).join(',')}]}`,
    })
    expect([all.status, all.body.data.length, new Set(all.body.data.map(({ id }) => id)).size]).toEqual([202, 500, 500])
    await stack.api.waitForEvent(tenant, all.body.data[499]!.id)
    expect((await stack.api.listEvents(tenant, { limit: '1' })).data).toHaveLength(1)
  })
})

describe('the same again', () => {
  test('B129 an id: the same event, delivered once; another body is counted as a conflict', async () => {
    await stack.api.createWebhook(tenant, { url: receiver.url })
    const before = receiver.requests.length
    const first = await send(event('1', ',"id":"order-1"'))
    const again = await send(event('2', ',"id":"order-1"'))
    expect([first.body, again.body]).toEqual([
      { id: first.body.id, duplicate: false },
      { id: first.body.id, duplicate: true },
    ])
    const stored = await stack.api.waitForEvent(tenant, first.body.id, ({ conflicts }) => conflicts === 1)
    expect(stored).toMatchObject({ source_id: 'order-1', payload: 1 })
    await receiver.waitForRequests(before + 1)
    expect(receiver.requests).toHaveLength(before + 1)
    const other = (await stack.api.createTenant()).id
    expect((await send(event('1', ',"id":"order-1"'), {}, '', other)).body.id).not.toBe(first.body.id)
  })

  test('B130 an Idempotency-Key: 50 at once are one event; of another tenant it is another', async () => {
    const headers = { 'idempotency-key': 'k-1' }
    const answers = await Promise.all(Array.from({ length: 50 }, () => send(event('1'), headers)))
    expect(answers.every(({ status }) => status === 202)).toBe(true)
    const [id] = [...new Set(answers.map(({ body }) => body.id))]
    expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1)
    expect((await send(event('2'), headers)).body).toEqual({ id, duplicate: true })
    const other = (await stack.api.createTenant()).id
    expect((await send(event('1'), headers, '', other)).body.id).not.toBe(id)
    await stack.api.waitForEvent(tenant, id!)
    expect((await stack.api.listEvents(tenant)).data).toHaveLength(1)
  })

  test('B130 a key stands for a whole batch', async () => {
    const publish = async () => {
      const body = `{"events":[${event('1')},${event('2')}]}`
      const answer = await stack.api.send<{ data: Published[] }>({
        method: 'POST',
        path: `/v1/tenants/${tenant}/events/batch`,
        key,
        body,
        headers: { 'idempotency-key': 'b' },
      })
      return answer.body.data
    }
    const [first, again] = [await publish(), await publish()]
    expect(first[0]!.id).not.toBe(first[1]!.id)
    expect(again).toEqual(first.map(({ id }) => ({ id, duplicate: true })))
  })

  test.each(['', 'x'.repeat(256), 'a b', 'a, b'])('B130 the key %j is refused', async (given) => {
    expect(await statusOf(event('1'), { 'idempotency-key': given })).toBe(400)
  })

  test('an id and a key at once are refused', async () => {
    expect((await send(event('1', ',"id":"a"'), { 'idempotency-key': 'k' })).body.errors?.[0]?.path).toBe('id')
  })

  test('B132 a thousand times', async () => {
    const answers = await Promise.all(Array.from({ length: 1_000 }, () => statusOf(event('1'))))
    expect(answers.every((status) => [202, 429, 503].includes(status))).toBe(true)
    expect(answers.filter((status) => status === 202).length).toBeGreaterThan(900)
  })
})

describe('the wire', () => {
  const body = event('1')

  test('B133 a tenant without webhooks: the outcome says so', async () => {
    const { id } = (await send(body)).body
    expect(await stack.api.waitForEvent(tenant, id)).toMatchObject({ outcome: 'no_match', deliveries: [] })
  })

  test('B138 chunked, HTTP/1.0, pipelined, and with Expect', async () => {
    const chunk = `${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`
    expect(await raw(`${head('Transfer-Encoding: chunked\r\n')}${chunk}`)).toMatch(/^HTTP\/1.1 202 /)
    expect(await raw(`${head(`Content-Length: ${body.length}\r\n`, '1.0')}${body}`)).toMatch(/^HTTP\/1.1 202 /)
    const one = `${head(`Content-Length: ${body.length}\r\n`)}${body}`
    expect((await raw(one + one)).match(/HTTP\/1.1 202 /g)).toHaveLength(2)
    expect(await raw(one.replace('Host', 'Expect: 100-continue\r\nHost'))).toMatch(/^HTTP\/1.1 100 .*HTTP\/1.1 202 /s)
    expect(await raw(one.replace('Host', 'Expect: nonsense\r\nHost'))).toMatch(/^HTTP\/1.1 (417|202|400) /)
  })

  test('B35 B141 a client that leaves in the middle publishes nothing', async () => {
    await raw(`${head('Content-Length: 1000\r\n')}${body}`, (socket) => setTimeout(() => socket.destroy(), 50))
    const { id } = (await send(body)).body
    await stack.api.waitForEvent(tenant, id)
    expect((await stack.api.listEvents(tenant)).data.map((summary) => summary.id)).toEqual([id])
  })

  test('B142 whatever is asked for, the answer is JSON', async () => {
    for (const headers of [{ accept: 'text/html' }, { 'accept-encoding': 'bogus' }]) {
      const answer = await send(body, headers)
      expect([answer.status, answer.headers.get('content-type'), answer.headers.get('content-encoding')]).toEqual([
        202,
        'application/json; charset=utf-8',
        null,
      ])
    }
  })

  test('the trace goes on to the receiver\u2019s delivery, and the log has one line for the event', async () => {
    const trace = '0af7651916cd43dd8448eb211c80319c'
    const { id } = (await send(body, { traceparent: `00-${trace}-b7ad6b7169203331-01` })).body
    await stack.api.waitForEvent(tenant, id)
    await new Promise((resolve) => setTimeout(resolve, 300))
    const lines = stack.gateway
      .logs()
      .split('\n')
      .filter((line) => line.includes(id))
    expect(lines).toHaveLength(1)
    expect(JSON.parse(lines[0]!)).toMatchObject({
      event: 'event.accepted',
      event_id: id,
      tenant,
      trace_id: trace,
      duplicate: false,
    })
    expect(stack.gateway.logs()).not.toContain('order=')
  })
})

test('SIGTERM: what was accepted is there, nobody\u2019s request is cut, exit 0', async () => {
  const accepted: string[] = []
  const statuses = new Set<number>()
  const ending = new AbortController()
  const publisher = async (): Promise<void> => {
    while (!ending.signal.aborted) {
      const answer = await send(event('1')).catch(() => undefined)
      if (answer === undefined) return
      statuses.add(answer.status)
      if (answer.status === 202) accepted.push(answer.body.id)
    }
  }
  const publishers = Array.from({ length: 8 }, publisher)
  await new Promise((resolve) => setTimeout(resolve, 500))
  const started = Date.now()
  expect(await stack.gateway.stop()).toEqual({ code: 0, signal: null })
  expect(Date.now() - started).toBeLessThan(15_000)
  ending.abort()
  await Promise.all(publishers)
  expect([...statuses]).toEqual([202])
  await stack.gateway.start()
  for (const id of accepted.slice(-20)) await stack.api.waitForEvent(tenant, id)
})

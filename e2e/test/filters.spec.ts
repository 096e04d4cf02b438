import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import type { Webhook } from '@hookline/dto'
import { startReceiver, startStack, type Receiver, type Stack } from '@hookline/testing'

let stack: Stack
let receiver: Receiver
let tenant: string

beforeAll(async () => {
  stack = await startStack()
})
afterAll(() => stack.stop())
beforeEach(async () => {
  receiver = await startReceiver()
  tenant = (await stack.api.createTenant()).id
})
afterEach(() => receiver.close())

const large = { path: 'amount', op: 'gt', value: 100 } as const
const path = (rest: string): string => `/v1/tenants/${tenant}/${rest}`

/** The bytes of the payload as they are written here. */
async function outcomeOf(payload: string): Promise<string> {
  const body = `{"type":"order.created","payload":${payload}}`
  const { body: published } = await stack.api.send<{ id: string }>({ method: 'POST', path: path('events'), body })
  return (await stack.api.waitForEvent(tenant, published.id)).outcome
}

test('only events whose payload passes are delivered; the others have the outcome no_match', async () => {
  await stack.api.createWebhook(tenant, { url: receiver.url, filter: large })
  const refused = await stack.api.publish(tenant, { type: 'order.created', payload: { amount: 100 } })
  const passed = await stack.api.publish(tenant, { type: 'order.created', payload: { amount: 101 } })
  const [request] = await receiver.waitForRequests(1)
  expect(request!.headers['webhook-id']).toBe(passed.id)
  expect(await stack.api.waitForEvent(tenant, refused.id)).toMatchObject({ outcome: 'no_match', deliveries: [] })
})

test('an event goes to those webhooks whose filter passes it, and to those without one', async () => {
  await stack.api.createWebhook(tenant, { url: `${receiver.url}/small`, filter: { not: large } })
  await stack.api.createWebhook(tenant, { url: `${receiver.url}/large`, filter: large })
  await stack.api.createWebhook(tenant, { url: `${receiver.url}/all` })
  const { id } = await stack.api.publish(tenant, { type: 'order.created', payload: { amount: 500 } })
  expect((await stack.api.waitForEvent(tenant, id)).deliveries).toHaveLength(2)
  const requests = await receiver.waitForRequests(2)
  expect(new Set(requests.map((request) => request.path))).toEqual(new Set(['/large', '/all']))
})

test('what is missing, null, of another type, or nothing of the payload passes no comparison', async () => {
  await stack.api.createWebhook(tenant, { url: receiver.url, filter: large })
  for (const payload of ['{}', '{"amount":null}', '{"amount":"500"}', '{"amount":[500]}', '500', 'null', '[]']) {
    expect([payload, await outcomeOf(payload)]).toEqual([payload, 'no_match'])
  }
  expect(await outcomeOf('{"amount":1e400}')).toBe('matched')
})

test('names of the prototype are absent, also where a payload has them', async () => {
  const names = ['__proto__', 'a.__proto__.b', 'constructor', 'a.constructor.name', '["__proto__"]', 'toString.length']
  const filter = { or: names.map((name) => ({ path: name, op: 'exists' as const })) }
  await stack.api.createWebhook(tenant, { url: receiver.url, filter })
  expect(await outcomeOf('{"a":{"__proto__":{"b":1}},"__proto__":1}')).toBe('no_match')
  expect(await outcomeOf('{"constructor":"Bau AG"}')).toBe('matched')
})

test('a filter can be changed and taken away, and the very next event sees it', async () => {
  const tags = ['team:blue', 'eu']
  const { id } = await stack.api.createWebhook(tenant, { url: receiver.url, filter: large, tags })
  const changed = await stack.api.updateWebhook(tenant, id, { filter: { not: large } })
  expect(changed).toMatchObject({ filter: { not: large }, tags })
  await stack.api.publish(tenant, { type: 'order.created', payload: { amount: 1 } })
  await receiver.waitForRequests(1)
  expect(await stack.api.updateWebhook(tenant, id, { filter: null, tags: null })).toMatchObject({
    filter: null,
    tags: [],
  })
  await stack.api.publish(tenant, { type: 'order.created', payload: { amount: 1_000 } })
  await receiver.waitForRequests(2)
})

test('a filter comes back as it was given, whatever text is in it', async () => {
  const filter = {
    or: [
      { and: [{ path: 'a.0', op: 'in', value: [1.5, -0.25, 1e300, 'ü"\\\u0001😀', true, null] }, { not: large }] },
      { path: 'b', op: 'exists', value: false },
    ],
  }
  const { id } = await stack.api.createWebhook(tenant, { url: receiver.url, filter: filter as never })
  const { body } = await stack.api.send<Webhook>({ path: path(`webhooks/${id}`) })
  expect(body.filter).toEqual(filter)
})

test('a payload that is no JSON passes no filter', async () => {
  await stack.api.createWebhook(tenant, { url: receiver.url, filter: { not: large } })
  const { body } = await stack.api.send<{ id: string }>({
    method: 'POST',
    path: path('events'),
    body: Buffer.from([1, 2, 3]),
    headers: {
      'content-type': 'application/octet-stream',
      'ce-specversion': '1.0',
      'ce-id': 'bytes-1',
      'ce-source': '/specs',
      'ce-type': 'file.stored',
    },
  })
  expect(await stack.api.waitForEvent(tenant, body.id)).toMatchObject({ outcome: 'no_match' })
})

const nested = (levels: number): object => (levels === 1 ? large : { not: nested(levels - 1) })
const many = (nodes: number): object => ({ or: Array.from({ length: nodes - 1 }, () => large) })

describe('a filter is refused, and the place is named', () => {
  test.each<[name: string, filter: unknown, place: string]>([
    ['an unknown operator', { path: 'a', op: 'matches', value: '^(a+)+$' }, 'filter.op'],
    ['an empty or', { or: [] }, 'filter.or'],
    ['no form at all', {}, 'filter'],
    ['two forms', { and: [large], not: large }, 'filter.not'],
    ['a text', 'amount > 1', 'filter'],
    ['a list', [large], 'filter'],
    ['an unknown member', { ...large, flags: 'i' }, 'filter.flags'],
    ['no value', { path: 'a', op: 'eq' }, 'filter.value'],
    ['an object as value', { path: 'a', op: 'eq', value: {} }, 'filter.value'],
    [
      'an object in a list',
      { and: [large, { not: { path: 'a', op: 'in', value: [1, {}] } }] },
      'filter.and.1.not.value.1',
    ],
    ['an empty list', { path: 'a', op: 'nin', value: [] }, 'filter.value'],
    ['101 in a list', { path: 'a', op: 'in', value: Array.from({ length: 101 }, (_, n) => n) }, 'filter.value'],
    ['true compared', { path: 'a', op: 'lt', value: true }, 'filter.value'],
    ['a number at the start', { path: 'a', op: 'starts', value: 1 }, 'filter.value'],
    ['U+0000', { path: 'a', op: 'eq', value: 'a\u0000' }, 'filter.value'],
    ['half a character', { path: 'a\ud800', op: 'exists' }, 'filter.path'],
    ['an empty name', { path: 'a..b', op: 'exists' }, 'filter.path'],
    ['33 names', { path: Array.from({ length: 33 }, () => 'a').join('.'), op: 'exists' }, 'filter.path'],
    ['a path of 100 names', { path: 'a.'.repeat(99) + 'a', op: 'exists' }, 'filter.path'],
    ['11 levels', nested(11), 'filter'],
    ['101 nodes', many(101), 'filter'],
    ['1,000 terms', many(1_001), 'filter'],
    ['a value of 100 kB', { path: 'a', op: 'eq', value: 'x'.repeat(100_000) }, 'filter.value'],
    [
      '100 kB in all',
      { ...many(98), or: Array.from({ length: 98 }, () => ({ ...large, value: 'x'.repeat(1_000) })) },
      'filter',
    ],
  ])('%s', async (_, filter, place) => {
    const body = { url: receiver.url, filter }
    const answer = await stack.api.send<{ errors: { path: string }[] }>({
      method: 'POST',
      path: path('webhooks'),
      body,
    })
    expect(answer).toMatchObject({ status: 400, body: { code: 'validation_failed' } })
    expect(answer.body.errors[0]?.path).toBe(place)
  })

  test('deeper than JSON may be, or with a number that is none', async () => {
    for (const filter of [JSON.stringify(nested(40)), '{"path":"a","op":"eq","value":1e400}', '{"__proto__":{}}']) {
      const body = `{"url":"${receiver.url}","filter":${filter}}`
      const answer = await stack.api.send({ method: 'POST', path: path('webhooks'), body })
      expect(answer.status).toBe(400)
    }
  })

  test('by a change too, which then changes nothing', async () => {
    const { id } = await stack.api.createWebhook(tenant, { url: receiver.url, filter: large })
    const body = { filter: { and: [] }, url: 'https://example.com/' }
    const answer = await stack.api.send({ method: 'PATCH', path: path(`webhooks/${id}`), body })
    expect(answer).toMatchObject({ status: 400, body: { errors: [{ path: 'filter.and' }] } })
    const { body: after } = await stack.api.send<Webhook>({ path: path(`webhooks/${id}`) })
    expect(after).toMatchObject({ filter: large, url: receiver.url })
  })

  test('while the largest that are allowed are taken', async () => {
    for (const filter of [nested(10), many(100)]) {
      await stack.api.createWebhook(tenant, { url: receiver.url, filter: filter as never })
    }
    expect(await outcomeOf('{"amount":101}')).toBe('matched')
  })
})

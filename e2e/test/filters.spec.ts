import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals'
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

test('only events whose payload passes are delivered; the others have the outcome no_match', async () => {
  await stack.api.createWebhook(tenant, { url: receiver.url, filter: large })
  const refused = await stack.api.publish(tenant, { type: 'order.created', payload: { amount: 100 } })
  const passed = await stack.api.publish(tenant, { type: 'order.created', payload: { amount: 101 } })
  const [request] = await receiver.waitForRequests(1)
  expect(request!.headers['webhook-id']).toBe(passed.id)
  expect(await stack.api.waitForEvent(tenant, refused.id)).toMatchObject({ outcome: 'no_match', deliveries: [] })
})

test('a filter can be changed and taken away, and the very next event sees it', async () => {
  const { id } = await stack.api.createWebhook(tenant, { url: receiver.url, filter: large })
  expect(await stack.api.updateWebhook(tenant, id, { filter: { not: large } })).toMatchObject({
    filter: { not: large },
  })
  await stack.api.publish(tenant, { type: 'order.created', payload: { amount: 1 } })
  await receiver.waitForRequests(1)
  expect(await stack.api.updateWebhook(tenant, id, { filter: null })).toMatchObject({ filter: null })
  await stack.api.publish(tenant, { type: 'order.created', payload: { amount: 1_000 } })
  await receiver.waitForRequests(2)
})

test('a payload that is no JSON passes no filter', async () => {
  await stack.api.createWebhook(tenant, { url: receiver.url, filter: { not: large } })
  const { body } = await stack.api.send<{ id: string }>({
    method: 'POST',
    path: `/v1/tenants/${tenant}/events`,
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

test.each<[name: string, filter: unknown, path: string]>([
  ['an unknown operator', { path: 'a', op: 'matches', value: 'x' }, 'filter.op'],
  ['an empty or', { or: [] }, 'filter.or'],
  ['no form at all', {}, 'filter'],
  ['a text', 'amount > 1', 'filter'],
  ['100 kB', { path: 'a', op: 'eq', value: 'x'.repeat(100_000) }, 'filter.value'],
])('%s is refused, naming the place', async (_, filter, path) => {
  const answer = await stack.api.send<{ errors: { path: string }[] }>({
    method: 'POST',
    path: `/v1/tenants/${tenant}/webhooks`,
    body: { url: receiver.url, filter },
  })
  expect(answer).toMatchObject({ status: 400, body: { code: 'validation_failed' } })
  expect(answer.body.errors.map((error) => error.path)).toContain(path)
})

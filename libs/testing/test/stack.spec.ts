import { afterAll, beforeAll, expect, jest, test } from '@jest/globals'
import { type Receiver, startReceiver } from '../src/receiver/receiver.js'
import { type Stack, startStack } from '../src/stack/stack.js'

jest.setTimeout(120_000)

let stack: Stack
let receiver: Receiver
beforeAll(async () => {
  receiver = await startReceiver()
  stack = await startStack()
})
afterAll(async () => {
  expect(await stack.stop()).toEqual([0, 0, 0])
  await receiver.close()
})

test('the stack is the whole platform: an event goes in and a signed webhook comes out', async () => {
  const tenant = await stack.api.createTenant()
  const { key } = await stack.api.createKey(tenant.id)
  await stack.api.createWebhook(tenant.id, { url: receiver.url })
  const { id } = await stack.api.as(key).publish(tenant.id, { type: 'order.created', payload: { n: 1 } })
  const [request] = await receiver.waitForRequests(1)
  expect(request?.headers).toMatchObject({ 'webhook-id': id, 'webhook-signature': expect.stringMatching(/^v1,/u) })
  const event = await stack.api.waitForEvent(tenant.id, id, ({ deliveries }) => deliveries[0]?.status === 'delivered')
  expect(event.outcome).toBe('matched')
})

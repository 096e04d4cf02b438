import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals'
import { startReceiver, startStack, waitFor, type Receiver, type Stack } from '@hookline/testing'

let stack: Stack
let receiver: Receiver
let tenant: string

beforeAll(async () => {
  stack = await startStack({
    env: {
      HOOKLINE_DELIVERY_DUE_POLL_MS: '50',
      HOOKLINE_DELIVERY_OPENS_AFTER_FAILURES: '3',
      HOOKLINE_DELIVERY_FIRST_OPEN_MS: '2000',
    },
  })
})
afterAll(() => stack.stop())
beforeEach(async () => {
  receiver = await startReceiver()
  tenant = (await stack.api.createTenant()).id
})
afterEach(() => receiver.close())

test('410 Gone disables the webhook, ends what is unfinished, and tells the tenant by an event of its own', async () => {
  const operator = await startReceiver()
  await stack.api.createWebhook(tenant, { url: operator.url, event_types: ['hookline.webhook.disabled'] })
  const retry = { schedule: [3600], jitter: 0 }
  const webhook = await stack.api.createWebhook(tenant, { url: receiver.url, retry })
  receiver.answerWith({ status: 500 })
  const waiting = await stack.api.publish(tenant, { type: 'order.created' })
  await receiver.waitForRequests(1)
  receiver.answerWith({ status: 410 })
  await stack.api.publish(tenant, { type: 'order.created' })
  const [request] = await operator.waitForRequests(1)
  expect(request!.headers['hookline-event-type']).toBe('hookline.webhook.disabled')
  expect(JSON.parse(request!.body.toString())).toEqual({
    webhook_id: webhook.id,
    reason: 'the receiver answered 410 Gone',
  })
  const event = await stack.api.waitForEvent(
    tenant,
    waiting.id,
    ({ deliveries }) => deliveries[0]?.status === 'skipped',
  )
  expect(event.deliveries[0]?.reason).toBe('the webhook is disabled')
  const later = await stack.api.publish(tenant, { type: 'order.created' })
  await stack.api.waitForEvent(tenant, later.id, ({ deliveries }) => deliveries[0]?.status === 'skipped')
  expect(receiver.requests).toHaveLength(2)
  await operator.close()
})

test('a receiver that only fails is left alone for a while: what comes meanwhile is postponed, not tried', async () => {
  receiver.answerWith({ status: 500 })
  await stack.api.createWebhook(tenant, { url: receiver.url, retry: { schedule: [3600], jitter: 0 } })
  for (let n = 0; n < 3; n += 1) await stack.api.publish(tenant, { type: 'order.created' })
  await receiver.waitForRequests(3)
  const { id } = await waitFor(
    async () => {
      const published = await stack.api.publish(tenant, { type: 'order.created' })
      const { deliveries } = await stack.api.waitForEvent(tenant, published.id, (event) => event.deliveries.length > 0)
      return deliveries[0]?.reason?.startsWith('postponed') ? published : undefined
    },
    { what: 'an event to be postponed' },
  )
  receiver.answerWith({})
  const event = await stack.api.waitForEvent(tenant, id, ({ deliveries }) => deliveries[0]?.status === 'delivered')
  expect(event.deliveries[0]?.attempts).toHaveLength(1)
})

test('Retry-After of a 503 moves the next attempt', async () => {
  receiver.answerWith((_, index) => (index === 0 ? { status: 503, headers: { 'retry-after': '1800' } } : {}))
  await stack.api.createWebhook(tenant, { url: receiver.url, retry: { schedule: [1], jitter: 0 } })
  const { id } = await stack.api.publish(tenant, { type: 'order.created' })
  const event = await stack.api.waitForEvent(tenant, id, ({ deliveries }) => deliveries[0]?.status === 'pending')
  const waits = Date.parse(event.deliveries[0]!.next_attempt_at!) - Date.parse(event.received_at)
  expect(waits).toBeGreaterThan(1_790_000)
  expect(waits).toBeLessThan(1_830_000)
})

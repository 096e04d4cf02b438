import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import { startReceiver, startStack, waitFor, type Receiver, type Stack } from '@hookline/testing'
import { jwtVerify } from 'jose'
import { Webhook } from 'standardwebhooks'

let stack: Stack
let receiver: Receiver
let tenant: string

beforeAll(async () => {
  stack = await startStack({ env: { HOOKLINE_DELIVERY_DUE_POLL_MS: '50' } })
})
afterAll(() => stack.stop())
beforeEach(async () => {
  receiver = await startReceiver()
  tenant = (await stack.api.createTenant()).id
})
afterEach(() => receiver.close())

const quick = { schedule: [0.05, 0.05, 0.05], jitter: 0 }

describe('an event leaves as a signed webhook', () => {
  test('with the exact bytes of its payload, verified by the official library', async () => {
    const webhook = await stack.api.createWebhook(tenant, { url: `${receiver.url}/in?x=1` })
    const payload = '{ "n":12345678901234567890, "a" : 1.10,\n "s":"\\u00e9\\ud83d\\ude00" }'
    const path = `/v1/tenants/${tenant}/events`
    const body = `{"type":"order.created","payload":${payload}}`
    const answer = await stack.api.send<{ id: string; duplicate: boolean }>({ method: 'POST', path, body })
    expect(answer).toMatchObject({ status: 202, body: { duplicate: false } })
    const [request] = await receiver.waitForRequests(1)
    expect(request).toMatchObject({
      method: 'POST',
      path: '/in?x=1',
      headers: {
        'content-type': 'application/json',
        'webhook-id': answer.body.id,
        'hookline-event-type': 'order.created',
        'hookline-attempt': '1',
        'user-agent': expect.stringMatching(/^Hookline\/\d/),
      },
    })
    expect(request!.body.toString()).toBe(payload)
    expect(() => new Webhook(webhook.secret).verify(request!.body, request!.headers)).not.toThrow()
    const event = await stack.api.waitForEvent(
      tenant,
      answer.body.id,
      ({ deliveries }) => deliveries[0]?.status === 'delivered',
    )
    expect(event).toMatchObject({
      outcome: 'matched',
      conflicts: 0,
      deliveries: [{ webhook_id: webhook.id, attempts: [{ number: 1, status_code: 200 }] }],
    })
  })

  test('with the custom headers of the webhook, whose values no answer shows', async () => {
    const headers = { Authorization: 'Bearer very-secret', 'X-Team': 'blue' }
    await stack.api.createWebhook(tenant, { url: receiver.url, headers })
    const { id } = await stack.api.publish(tenant, { type: 'order.created' })
    const [request] = await receiver.waitForRequests(1)
    expect(request!.headers).toMatchObject({ authorization: 'Bearer very-secret', 'x-team': 'blue' })
    const event = await stack.api.waitForEvent(tenant, id, ({ deliveries }) => deliveries[0]?.status === 'delivered')
    const delivery = await stack.api.getDelivery(tenant, event.deliveries[0]!.id)
    expect(JSON.stringify(delivery)).not.toContain('very-secret')
    expect(delivery.attempts[0]?.request_headers['Authorization']).toBe('****')
  })

  test('of profile jwt-signature, whose SIGNATURE a JWT library verifies', async () => {
    await stack.api.createWebhook(tenant, { url: receiver.url, profile: 'jwt-signature', secret: 'secret-key' })
    await stack.api.publish(tenant, { type: 'order.created', payload: { a: 1 } })
    const [request] = await receiver.waitForRequests(1)
    const { payload, protectedHeader } = await jwtVerify(request!.headers['signature']!, Buffer.from('secret-key'))
    expect(protectedHeader).toEqual({ alg: 'HS256', typ: 'JWT' })
    expect(payload).toMatchObject({ method: 'POST', uri: receiver.url })
    expect(JSON.parse(request!.body.toString())).toMatchObject({ event_type: 'order.created', event_data: { a: 1 } })
  })
})

test('a receiver that fails twice gets the same id and the same bytes three times, and the attempts show it', async () => {
  receiver.answerWith((_, index) => (index < 2 ? { status: 503, body: 'not now' } : {}))
  await stack.api.createWebhook(tenant, { url: receiver.url, retry: quick })
  const { id } = await stack.api.publish(tenant, { type: 'order.created', payload: { n: 1 } })
  const requests = await receiver.waitForRequests(3)
  expect(new Set(requests.map(({ headers }) => headers['webhook-id']))).toEqual(new Set([id]))
  expect(new Set(requests.map(({ body }) => body.toString('hex'))).size).toBe(1)
  expect(requests.map(({ headers }) => headers['hookline-attempt'])).toEqual(['1', '2', '3'])
  const event = await stack.api.waitForEvent(tenant, id, ({ deliveries }) => deliveries[0]?.status === 'delivered')
  const { attempts } = await stack.api.getDelivery(tenant, event.deliveries[0]!.id)
  expect(attempts.map(({ outcome, status_code, response_body }) => [outcome, status_code, response_body])).toEqual([
    ['http_status', 503, 'not now'],
    ['http_status', 503, 'not now'],
    ['delivered', 200, ''],
  ])
})

test('a schedule that is used up ends in failed, with the reason', async () => {
  receiver.answerWith({ status: 302, headers: { location: 'http://169.254.169.254/' } })
  await stack.api.createWebhook(tenant, { url: receiver.url, retry: quick })
  const { id } = await stack.api.publish(tenant, { type: 'order.created' })
  const event = await stack.api.waitForEvent(tenant, id, ({ deliveries }) => deliveries[0]?.status === 'failed')
  expect(event.deliveries[0]?.reason).toBe('answered 302; the retry schedule is used up after 4 failed attempts')
  expect(receiver.requests).toHaveLength(4)
})

describe('an event is delivered once', () => {
  test('whatever publishes its id again; another body is counted as a conflict', async () => {
    await stack.api.createWebhook(tenant, { url: receiver.url })
    const first = await stack.api.publish(tenant, { type: 'order.created', id: 'order-1', payload: { n: 1 } })
    const again = await stack.api.publish(tenant, { type: 'order.created', id: 'order-1', payload: { n: 1 } })
    const other = await stack.api.publish(tenant, { type: 'order.created', id: 'order-1', payload: { n: 2 } })
    expect(new Set([first.id, again.id, other.id]).size).toBe(1)
    const event = await stack.api.waitForEvent(tenant, first.id, ({ conflicts }) => conflicts === 1)
    expect(event).toMatchObject({ source_id: 'order-1', payload: { n: 1 } })
    await stack.api.publish(tenant, { type: 'order.created', payload: 'last' })
    await waitFor(() => receiver.requests.some(({ body }) => body.toString() === '"last"'), { what: 'the last event' })
    expect(receiver.requests).toHaveLength(2)
  })

  test('fifty times at once with one Idempotency-Key', async () => {
    await stack.api.createWebhook(tenant, { url: receiver.url })
    const headers = { 'idempotency-key': 'k-1' }
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => stack.api.publish(tenant, { type: 'order.created' }, headers)),
    )
    expect(new Set(answers.map(({ id }) => id)).size).toBe(1)
    await stack.api.waitForEvent(tenant, answers[0]!.id)
    await stack.api.publish(tenant, { type: 'order.created', payload: 'last' })
    await waitFor(() => receiver.requests.some(({ body }) => body.toString() === '"last"'), { what: 'the last event' })
    expect(receiver.requests).toHaveLength(2)
  })
})

describe('every event has an outcome', () => {
  test('no_match, when no webhook wants its type', async () => {
    await stack.api.createWebhook(tenant, { url: receiver.url, event_types: ['refund.*'] })
    const { id } = await stack.api.publish(tenant, { type: 'order.created' })
    expect(await stack.api.waitForEvent(tenant, id)).toMatchObject({ outcome: 'no_match', deliveries: [] })
  })

  test('skipped, when the webhook is disabled', async () => {
    await stack.api.createWebhook(tenant, { url: receiver.url, enabled: false })
    const { id } = await stack.api.publish(tenant, { type: 'order.created' })
    expect(await stack.api.waitForEvent(tenant, id)).toMatchObject({
      deliveries: [{ status: 'skipped', reason: 'the webhook is disabled', attempts: [] }],
    })
  })

  test('cancelled, when the webhook is deleted before a retry', async () => {
    receiver.answerWith({ status: 500 })
    const webhook = await stack.api.createWebhook(tenant, { url: receiver.url, retry: { schedule: [3600], jitter: 0 } })
    const { id } = await stack.api.publish(tenant, { type: 'order.created' })
    await receiver.waitForRequests(1)
    await stack.api.deleteWebhook(tenant, webhook.id)
    const event = await stack.api.waitForEvent(tenant, id, ({ deliveries }) => deliveries[0]?.status === 'cancelled')
    expect(event.deliveries[0]?.reason).toBe('the webhook was deleted')
    expect(receiver.requests).toHaveLength(1)
  })
})

test('a webhook that was created before an event was published gets that event, each time', async () => {
  for (let round = 0; round < 20; round += 1) {
    const own = (await stack.api.createTenant()).id
    await stack.api.createWebhook(own, { url: `${receiver.url}/${round}` })
    await stack.api.publish(own, { type: 'order.created' })
  }
  const requests = await receiver.waitForRequests(20)
  expect(new Set(requests.map(({ path }) => path)).size).toBe(20)
})

test('a change of url and headers holds for the retry of an older event', async () => {
  receiver.answerWith(({ path }) => ({ status: path === '/new' ? 200 : 500 }))
  const webhook = await stack.api.createWebhook(tenant, {
    url: `${receiver.url}/old`,
    retry: { schedule: [1], jitter: 0 },
  })
  await stack.api.publish(tenant, { type: 'order.created' })
  await receiver.waitForRequests(1)
  await stack.api.updateWebhook(tenant, webhook.id, { url: `${receiver.url}/new`, headers: { 'X-New': '1' } })
  const requests = await receiver.waitForRequests(2)
  expect(requests[1]).toMatchObject({ path: '/new', headers: { 'x-new': '1' } })
})

test('a receiver that hangs holds up nobody, and its attempt is on record', async () => {
  const hanging = await startReceiver({ handler: () => 'hang' })
  await stack.api.createWebhook(tenant, { url: hanging.url, timeout_ms: 2_500, retry: { schedule: [] } })
  await stack.api.createWebhook(tenant, { url: receiver.url })
  const published = await Promise.all(
    Array.from({ length: 30 }, () => stack.api.publish(tenant, { type: 'order.created' })),
  )
  await receiver.waitForRequests(30)
  const event = await stack.api.waitForEvent(tenant, published[0]!.id, ({ deliveries }) =>
    deliveries.some(({ status }) => status === 'failed'),
  )
  const failed = event.deliveries.find(({ status }) => status === 'failed')
  expect(failed).toMatchObject({ attempts: [{ number: 1, outcome: 'timeout', status_code: null }] })
  await hanging.close()
})

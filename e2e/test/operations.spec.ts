import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import type { Delivery, DeliverySummary, Replay, WebhookState } from '@hookline/dto'
import { startReceiver, startStack, waitFor, type Receiver, type Stack } from '@hookline/testing'

let stack: Stack
let receiver: Receiver
let tenant: string

beforeAll(async () => {
  stack = await startStack({
    env: { HOOKLINE_DELIVERY_DUE_POLL_MS: '50', HOOKLINE_DELIVERY_OPENS_AFTER_FAILURES: '50' },
  })
})
afterAll(() => stack.stop())
beforeEach(async () => {
  receiver = await startReceiver()
  tenant = (await stack.api.createTenant()).id
})
afterEach(() => receiver.close())

const post = <T = unknown>(path: string, body?: unknown) =>
  stack.api.send<T>({ method: 'POST', path: `/v1/tenants/${tenant}/${path}`, body })
const get = <T>(path: string) => stack.api.send<T>({ path: `/v1/tenants/${tenant}/${path}` })

const once = { schedule: [] }

async function failedDelivery(): Promise<DeliverySummary> {
  const { id } = await stack.api.publish(tenant, { type: 'order.created', payload: { n: 1 } })
  await stack.api.waitForEvent(tenant, id, ({ deliveries }) => deliveries[0]?.status === 'failed')
  return (await stack.api.listDeliveries(tenant, { event_id: id })).data[0]!
}

describe('a test send', () => {
  test('answers what the receiver answered, and is on record', async () => {
    receiver.answerWith({ status: 418, body: 'teapot' })
    const { id } = await stack.api.createWebhook(tenant, { url: receiver.url, event_types: ['order.*'] })
    const { status, body } = await post<Delivery>(`webhooks/${id}/test`)
    expect(status).toBe(200)
    expect(body).toMatchObject({ status: 'failed', attempts: [{ status_code: 418, response_body: 'teapot' }] })
    expect(await stack.api.getDelivery(tenant, body.id)).toEqual(body)
    expect(receiver.requests).toHaveLength(1)
    expect(receiver.requests[0]?.headers['hookline-event-type']).toBe('hookline.webhook.test')
  })

  test('of a webhook that is unknown or disabled is refused', async () => {
    const { id } = await stack.api.createWebhook(tenant, { url: receiver.url, enabled: false })
    expect(await post(`webhooks/${id}/test`)).toMatchObject({ status: 409, body: { code: 'conflict' } })
    expect(await post(`webhooks/${tenant}/test`)).toMatchObject({ status: 404 })
  })
})

test('the state of a webhook shows its window', async () => {
  const { id } = await stack.api.createWebhook(tenant, { url: receiver.url })
  expect((await get<WebhookState>(`webhooks/${id}/state`)).body).toMatchObject({ circuit: 'closed', window: null })
  await stack.api.publish(tenant, { type: 'order.created' })
  await receiver.waitForRequests(1)
  const state = await waitFor(
    async () => {
      const { body } = await get<WebhookState>(`webhooks/${id}/state`)
      return body.in_flight === 0 && body.window !== null ? body : undefined
    },
    { what: 'the window to show' },
  )
  expect(state).toMatchObject({ circuit: 'closed', failures_in_row: 0 })
})

describe('one delivery', () => {
  test('is sent again by request, with the same id and bytes', async () => {
    receiver.answerWith((_, index) => (index === 0 ? { status: 500 } : {}))
    await stack.api.createWebhook(tenant, { url: receiver.url, retry: once })
    const failed = await failedDelivery()
    expect(await post(`deliveries/${failed.id}/resend`)).toMatchObject({ status: 202, body: { id: failed.id } })
    const [first, second] = await receiver.waitForRequests(2)
    expect(second!.headers['webhook-id']).toBe(first!.headers['webhook-id'])
    expect(second!.body).toEqual(first!.body)
    await stack.api.waitForEvent(tenant, failed.event_id, ({ deliveries }) => deliveries[0]?.status === 'delivered')
    expect((await stack.api.getDelivery(tenant, failed.id)).attempts.map(({ number }) => number)).toEqual([1, 2])
  })

  test('that waits can be cancelled, once', async () => {
    receiver.answerWith({ status: 500 })
    await stack.api.createWebhook(tenant, { url: receiver.url, retry: { schedule: [3600] } })
    const { id } = await stack.api.publish(tenant, { type: 'order.created' })
    const event = await stack.api.waitForEvent(tenant, id, ({ deliveries }) => deliveries[0]?.status === 'pending')
    const path = `deliveries/${event.deliveries[0]!.id}/cancel`
    expect(await post(path)).toMatchObject({
      status: 200,
      body: { status: 'cancelled', reason: 'cancelled by request' },
    })
    expect(await post(path)).toMatchObject({ status: 409, body: { code: 'conflict' } })
  })

  test('of a deleted webhook is not sent again; an unknown one is not found', async () => {
    receiver.answerWith({ status: 500 })
    const { id } = await stack.api.createWebhook(tenant, { url: receiver.url, retry: once })
    const failed = await failedDelivery()
    await stack.api.deleteWebhook(tenant, id)
    expect(await post(`deliveries/${failed.id}/resend`)).toMatchObject({ status: 409 })
    expect(await post(`deliveries/${tenant}/resend`)).toMatchObject({ status: 404 })
    expect(await post('deliveries/nonsense/cancel')).toMatchObject({ status: 404 })
  })
})

describe('a replay', () => {
  test('counts when it is dry, then sends again what failed, and shows its progress', async () => {
    receiver.answerWith((_, index) => (index < 3 ? { status: 500 } : {}))
    await stack.api.createWebhook(tenant, { url: receiver.url, retry: once })
    for (let n = 0; n < 3; n += 1) await failedDelivery()
    const filter = { event_type: 'order.*', status: 'failed' }
    expect(await post('replays', { ...filter, dry_run: true })).toMatchObject({
      status: 202,
      body: { id: null, matched: 3 },
    })
    const created = await post<{ id: string; matched: number }>('replays', filter)
    expect(created).toMatchObject({ status: 202, body: { matched: 3 } })
    await receiver.waitForRequests(6)
    const done = await waitFor(
      async () => {
        const { body } = await get<Replay>(`replays/${created.body.id}`)
        return body.status === 'done' ? body : undefined
      },
      { what: 'the replay to end' },
    )
    expect(done).toMatchObject({ matched: 3, reopened: 3, delivery_status: ['failed'], event_type: 'order.*' })
    expect(await post(`replays/${created.body.id}/cancel`)).toMatchObject({ status: 409 })
  })

  test.each([
    [{ since: '2026-01-02T00:00:00Z', until: '2026-01-01T00:00:00Z' }, 'until'],
    [{ since: '2026-01-01T00:00:00Z', until: '2026-02-01T00:00:00Z' }, 'since'],
    [{ status: 'pending' }, 'status'],
    [{ foo: 1 }, 'foo'],
    [{ since: '2026-02-30T00:00:00Z' }, 'since'],
  ])('with %j is refused, naming %s', async (body, path) => {
    const answer = await post<{ errors: { path: string }[] }>('replays', body)
    expect(answer).toMatchObject({ status: 400, body: { code: 'validation_failed' } })
    expect(answer.body.errors.map((error) => error.path)).toContain(path)
  })

  test('of an unknown webhook is not found', async () => {
    expect(await post('replays', { webhook_id: tenant })).toMatchObject({ status: 404 })
  })
})

describe('options of a webhook', () => {
  test('are shown, changed one by one, and put back to the default', async () => {
    const options = { max_in_flight: 2, rate_limit: { limit: 5, period_seconds: 60 }, ordered: true }
    const { id } = await stack.api.createWebhook(tenant, { url: receiver.url, ...options })
    expect((await get(`webhooks/${id}`)).body).toMatchObject(options)
    const changed = await stack.api.updateWebhook(tenant, id, { max_in_flight: null })
    expect(changed).toMatchObject({ ...options, max_in_flight: null })
  })

  test('max_in_flight holds', async () => {
    let now = 0
    let most = 0
    receiver.answerWith(async () => {
      most = Math.max(most, (now += 1))
      await new Promise((resolve) => setTimeout(resolve, 5))
      now -= 1
      return {}
    })
    await stack.api.createWebhook(tenant, { url: receiver.url, max_in_flight: 2 })
    await stack.api.publishBatch(
      tenant,
      Array.from({ length: 40 }, () => ({ type: 'order.created', payload: {} })),
    )
    await receiver.waitForRequests(40)
    expect(most).toBeLessThanOrEqual(2)
  })
})

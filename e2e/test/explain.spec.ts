import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals'
import type { CreateWebhook, EventExplanation, ExplainedWebhook } from '@hookline/dto'
import { startReceiver, startStack, waitFor, type Receiver, type Stack } from '@hookline/testing'

let stack: Stack
let receiver: Receiver
let tenant: string

beforeAll(async () => {
  stack = await startStack({
    env: { HOOKLINE_DELIVERY_PARK_AFTER_MS: '200', HOOKLINE_DELIVERY_OPENS_AFTER_FAILURES: '50' },
  })
})
afterAll(() => stack.stop())
beforeEach(async () => {
  receiver = await startReceiver({
    handler: ({ path }) => {
      if (path === '/hang') return 'hang'
      return { status: path === '/fine' ? 200 : 500 }
    },
  })
  tenant = (await stack.api.createTenant()).id
})
afterEach(() => receiver.close())

const UNKNOWN = '550e8400-e29b-41d4-a716-446655440000'
const small = { path: 'amount', op: 'lt', value: 100 } as const
const pathOf = (event: string, of = tenant): string => `/v1/tenants/${of}/events/${event}/explain`

async function webhook(path: string, changes: Partial<CreateWebhook> = {}): Promise<string> {
  return (await stack.api.createWebhook(tenant, { url: `${receiver.url}${path}`, ...changes })).id
}

async function explain(event: string): Promise<Map<string, ExplainedWebhook>> {
  const { status, body } = await stack.api.send<EventExplanation>({ path: pathOf(event) })
  expect([status, body]).toEqual([200, { data: expect.any(Array) }])
  return new Map(body.data.map((line) => [line.webhook_id, line]))
}

/** Once all that are sent have come to where they stay. */
const explainWhen = (event: string, settled: (lines: Map<string, ExplainedWebhook>) => boolean) =>
  waitFor(
    async () => {
      const lines = await explain(event)
      return settled(lines) ? lines : undefined
    },
    { what: `the explanation of ${event}` },
  )

test('each webhook has a line that says what became of the event there, and why', async () => {
  const fine = await webhook('/fine')
  const later = await webhook('/later', { retry: { schedule: [3_600], jitter: 0 } })
  const failing = await webhook('/fails', { retry: { schedule: [] } })
  const hanging = await webhook('/hang', { timeout_ms: 30_000 })
  const off = await webhook('/fine', { enabled: false })
  const gone = await webhook('/gone', { retry: { schedule: [3_600] } })
  const refunds = await webhook('/fine', { event_types: ['refund.*'] })
  const filtered = await webhook('/fine', { filter: small })
  const offSince = await webhook('/fine', { filter: small })
  const changed = await webhook('/fine', { filter: small })
  const { id } = await stack.api.publish(tenant, { type: 'order.created', payload: { amount: 500 } })
  await stack.api.waitForEvent(tenant, id, ({ deliveries }) => deliveries.length === 6)
  await receiver.waitForRequests(5)
  await stack.api.updateWebhook(tenant, offSince, { filter: null, enabled: false })
  await stack.api.updateWebhook(tenant, changed, { filter: null })
  await stack.api.deleteWebhook(tenant, gone)
  const young = await webhook('/fine')

  const ends = new Map([
    [fine, 'delivered'],
    [failing, 'failed'],
    [gone, 'cancelled'],
    [later, 'scheduled'],
    [hanging, 'in_flight'],
  ])
  const lines = await explainWhen(id, (now) => [...ends].every(([one, verdict]) => now.get(one)?.verdict === verdict))
  const verdicts = new Map([...lines].map(([webhookId, { verdict, reason }]) => [webhookId, [verdict, reason]]))
  expect(verdicts).toEqual(
    new Map([
      [fine, ['delivered', 'delivered by attempt 1']],
      [later, ['scheduled', 'answered 500; attempt 2 follows']],
      [failing, ['failed', expect.stringContaining('answered 500')]],
      [hanging, ['in_flight', 'attempt 1 is under way']],
      [off, ['skipped', 'the webhook is disabled']],
      [gone, ['cancelled', 'the webhook was deleted']],
      [refunds, ['other_event_type', 'it asks for refund.*, not for order.created']],
      [filtered, ['filtered', 'its filter asks for amount lt 100; the payload has 500 there']],
      [offSince, ['disabled', expect.stringContaining('after the event came')]],
      [changed, ['changed_later', expect.stringContaining('it would')]],
      [young, ['created_later', expect.stringContaining('after the event came')]],
    ]),
  )
  expect(lines.get(later)).toEqual({
    webhook_id: later,
    url: `${receiver.url}/later`,
    verdict: 'scheduled',
    reason: expect.any(String),
    delivery_id: expect.any(String),
    next_attempt_at: expect.stringMatching(/^\d{4}-.*\.\d{3}Z$/),
  })
  expect(lines.get(filtered)).toMatchObject({ delivery_id: null, next_attempt_at: null })
  expect(lines.get(gone)).not.toHaveProperty('url')
})

test('a webhook that was just created or changed is explained as it is now, each time', async () => {
  const { id } = await stack.api.publish(tenant, { type: 'order.created' })
  await stack.api.waitForEvent(tenant, id)
  for (let round = 0; round < 10; round += 1) {
    const made = await webhook('/fine')
    expect((await explain(id)).get(made)).toMatchObject({ verdict: 'created_later' })
  }
})

test('a test send is explained: it goes to one webhook only', async () => {
  const tested = await webhook('/fine')
  const other = await webhook('/fine', { event_types: ['hookline.*'] })
  const answer = await stack.api.send<{ event_id: string }>({
    method: 'POST',
    path: `/v1/tenants/${tenant}/webhooks/${tested}/test`,
  })
  const lines = await explain(answer.body.event_id)
  expect([lines.get(tested)?.verdict, lines.get(other)?.verdict]).toEqual(['delivered', 'other_event_type'])
})

test('an event of nobody, of another tenant, or not for this key is not explained', async () => {
  const { id } = await stack.api.publish(tenant, { type: 'order.created' })
  await stack.api.waitForEvent(tenant, id)
  const other = (await stack.api.createTenant()).id
  const key = (await stack.api.createKey(tenant, { scopes: ['events:write'] })).key
  for (const path of [pathOf(UNKNOWN), pathOf('nonsense'), pathOf(id, other)]) {
    expect(await stack.api.send({ path })).toMatchObject({ status: 404, body: { code: 'not_found' } })
  }
  expect(await stack.api.send({ path: pathOf(id), key })).toMatchObject({ status: 403 })
  expect((await stack.api.send({ path: pathOf(id.toUpperCase()) })).status).toBe(200)
})

import { describe, expect, test } from '@jest/globals'
import type { DeliverySummary, Filter } from '@hookline/dto'
import type { WebhookRecord } from '@hookline/event-schemas'
import { Sealer } from '@hookline/service-kit'
import { CompiledWebhook } from './compiled-webhook.js'
import { explain, type ExplainableEvent } from './explain.js'
import { passing } from './passing.js'

const SEALER = new Sealer([{ id: 'k', key: Buffer.alloc(32) }])
const BEFORE = '2026-09-27T09:00:00.000Z'
const RECEIVED = new Date('2026-09-27T10:00:00.000Z')
const AFTER = '2026-09-27T11:00:00.000Z'

const event = (payload: string, changes: Partial<ExplainableEvent> = {}): ExplainableEvent => ({
  type: 'order.created',
  receivedAt: RECEIVED,
  contentType: 'application/json',
  payload: Buffer.from(payload),
  ...changes,
})

function webhook(changes: Partial<WebhookRecord> = {}): CompiledWebhook {
  const record: WebhookRecord = {
    id: 'w',
    tenant_id: 't',
    url: 'https://example.com/',
    event_types: null,
    description: null,
    profile: 'standard',
    enabled: true,
    secrets: [{ sealed: '', expires_at: null }],
    headers: null,
    signature_uri: 'url',
    retry: null,
    timeout_ms: null,
    metadata: {},
    created_at: BEFORE,
    updated_at: BEFORE,
    ...changes,
  }
  return new CompiledWebhook(record, SEALER)
}
const filtered = (filter: Filter, changes: Partial<WebhookRecord> = {}) => webhook({ options: { filter }, ...changes })

const delivery = (changes: Partial<DeliverySummary>): DeliverySummary => ({
  id: 'd',
  event_id: 'e',
  webhook_id: 'w',
  status: 'pending',
  reason: null,
  attempt_count: 0,
  next_attempt_at: null,
  created_at: BEFORE,
  ...changes,
})

describe('a delivery says what became of it', () => {
  test.each<[Partial<DeliverySummary>, verdict: string, reason: string]>([
    [{ status: 'delivered', attempt_count: 2 }, 'delivered', 'delivered by attempt 2'],
    [{ next_attempt_at: AFTER }, 'scheduled', 'attempt 1 follows'],
    [{ reason: 'answered 500', attempt_count: 1 }, 'scheduled', 'answered 500; attempt 2 follows'],
    [{ status: 'in_flight', reason: 'answered 500', attempt_count: 1 }, 'in_flight', 'attempt 2 is under way'],
    [{ status: 'failed', reason: 'answered 410' }, 'failed', 'answered 410'],
    [{ status: 'skipped', reason: 'the webhook is disabled' }, 'skipped', 'the webhook is disabled'],
    [{ status: 'cancelled', reason: 'cancelled by request' }, 'cancelled', 'cancelled by request'],
  ])('%j: %s', (changes, verdict, reason) => {
    const given = delivery(changes)
    const line = { webhook_id: 'w', verdict, reason, delivery_id: 'd', next_attempt_at: given.next_attempt_at }
    expect(explain(event('{}'), [webhook()], [given])).toEqual([line])
    expect(explain(event('{}'), [], [given])).toEqual([line])
  })
})

describe('a webhook without a delivery says why', () => {
  const large: Filter = { path: 'amount', op: 'gt', value: 100 }
  const since = `(as it is since ${AFTER}, after the event came)`

  test.each<[name: string, CompiledWebhook, verdict: string, reason: string]>([
    [
      'created later, whatever it asks for',
      webhook({ created_at: AFTER, updated_at: AFTER, event_types: ['x'] }),
      'created_later',
      `the webhook was created at ${AFTER}, after the event came`,
    ],
    [
      'other types',
      webhook({ event_types: ['refund.*', 'order'] }),
      'other_event_type',
      'it asks for refund.*, order, not for order.created',
    ],
    [
      'many other types',
      webhook({ event_types: ['a', 'b', 'c', 'd', 'e', 'f', 'g'] }),
      'other_event_type',
      'it asks for a, b, c, d, e and 2 more, not for order.created',
    ],
    [
      'other types since a change',
      webhook({ event_types: ['refund.*'], updated_at: AFTER }),
      'other_event_type',
      `it asks for refund.*, not for order.created ${since}`,
    ],
    [
      'a filter that refuses',
      filtered(large),
      'filtered',
      'its filter asks for amount gt 100; the payload has 5 there',
    ],
    [
      'a not that refuses',
      filtered({ not: { path: 'amount', op: 'lt', value: 100 } }),
      'filtered',
      'its filter refuses amount lt 100; the payload has 5 there',
    ],
    [
      'what is absent',
      filtered({ path: 'a.b', op: 'exists' }),
      'filtered',
      'its filter asks for a.b exists; the payload has nothing there',
    ],
    [
      'a list',
      filtered({ path: 'items', op: 'in', value: ['a', 1] }),
      'filtered',
      'its filter asks for items in ["a",1]; the payload has a list of 2 there',
    ],
    [
      'a long text',
      filtered({ path: 'text', op: 'eq', value: 'y'.repeat(1_000) }),
      'filtered',
      `its filter asks for text eq "${'y'.repeat(38)}…; the payload has "${'x'.repeat(38)}… there`,
    ],
    ['disabled since', webhook({ enabled: false, updated_at: AFTER }), 'disabled', `the webhook is disabled ${since}`],
    [
      'changed since',
      filtered({ not: large }, { updated_at: AFTER }),
      'changed_later',
      `the webhook did not ask for the event when it came; since its change at ${AFTER} it would`,
    ],
  ])('%s', (_, given, verdict, reason) => {
    const payload = JSON.stringify({ amount: 5, items: [1, 2], text: 'x'.repeat(200_000) })
    expect(explain(event(payload), [given], [])).toEqual([
      { webhook_id: 'w', verdict, reason, delivery_id: null, next_attempt_at: null },
    ])
  })

  test.each([
    ['another content type', { contentType: 'text/plain' }, '{"amount":500}'],
    ['broken JSON', {}, '{"amount":500'],
    ['a byte order mark', {}, '\ufeff{"amount":500}'],
    ['nothing', {}, ''],
  ])('%s is no JSON: no filter passes it, not even a not', (_, changes, payload) => {
    const given = event(payload, changes)
    for (const one of [filtered(large), filtered({ not: large })]) {
      expect(passing([one, webhook()], given)).toHaveLength(1)
      expect(explain(given, [one], [])).toMatchObject([
        { verdict: 'filtered', reason: 'it has a filter, and the payload is no JSON' },
      ])
    }
  })

  test('of ours: events that must be named, and test sends', () => {
    const ours = (type: string, event_types: string[] | null) =>
      explain(event('{}', { type }), [webhook({ event_types })], [])
    expect(ours('hookline.webhook.disabled', null)).toMatchObject([
      { verdict: 'other_event_type', reason: 'events named "hookline.…" go only to webhooks that name them' },
    ])
    expect(ours('hookline.webhook.test', ['hookline.*'])).toMatchObject([
      { verdict: 'other_event_type', reason: 'a test event goes only to the webhook that is tested' },
    ])
  })
})

test('the lines of those that got it come first, oldest webhook first, and there are at most a thousand', () => {
  const webhooks = Array.from({ length: 1_200 }, (_, n) =>
    webhook({ id: `w${n}`, created_at: new Date(Date.parse(BEFORE) - n).toISOString(), event_types: ['x'] }),
  )
  const deliveries = ['gone', 'w3', 'w1100'].map((webhook_id) => delivery({ webhook_id }))
  const lines = explain(event('{}'), webhooks, deliveries)
  expect(lines).toHaveLength(1_000)
  expect(lines.slice(0, 5).map(({ webhook_id }) => webhook_id)).toEqual(['w1100', 'w3', 'gone', 'w1199', 'w1198'])
  expect(Buffer.byteLength(JSON.stringify(lines))).toBeLessThan(900_000)
})

test('whatever a webhook asks for, its line stays short', () => {
  const name = `${'😀'.repeat(60)}.${'"\\'.repeat(60)}`
  const filter: Filter = { path: name, op: 'in', value: Array.from({ length: 30 }, () => '😀"\\'.repeat(250)) }
  const [line] = explain(event('{}'), [filtered(filter)], [])
  expect(line!.reason.length).toBeLessThanOrEqual(300)
  expect(line!.reason.isWellFormed()).toBe(true)
})

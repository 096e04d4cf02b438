import { expect, test } from '@jest/globals'
import { applyChange } from './change-webhook.js'
import type { WebhookRow } from './webhook.entity.js'

const CREATED = new Date('2026-03-01T12:00:00.000Z')
const NOW = new Date('2026-03-02T12:00:00.000Z')
const webhook: WebhookRow = {
  id: 'w',
  tenant_id: 't',
  url: 'https://example.com/',
  event_types: ['order.*'],
  description: 'orders',
  profile: 'standard',
  enabled: true,
  secrets: [{ sealed: 'a', expires_at: null }],
  headers: { names: ['X-A'], sealed: 'b' },
  signature_uri: 'url',
  retry: { preset: 'qi' },
  timeout_ms: 500,
  metadata: { a: '1', b: '2' },
  options: { ordered: true, max_in_flight: 5 },
  created_at: CREATED,
  updated_at: CREATED,
}

const unchanged = { ...webhook, updated_at: NOW }
const cases: [string, Parameters<typeof applyChange>[1], WebhookRow][] = [
  ['nothing', { patch: {} }, unchanged],
  ['a member that is undefined is absent', { patch: { url: undefined } }, unchanged],
  [
    'null where the member may be null',
    { patch: { event_types: null, retry: null, headers: null } },
    { ...unchanged, event_types: null, retry: null, headers: null },
  ],
  ['a map as a whole', { patch: { metadata: { c: '3' } } }, { ...unchanged, metadata: { c: '3' } }],
  [
    'one option of several',
    { patch: { options: { max_in_flight: 9 } } },
    { ...unchanged, options: { ordered: true, max_in_flight: 9 } },
  ],
  [
    'an option back to its default',
    { patch: { options: { ordered: null } } },
    { ...unchanged, options: { max_in_flight: 5 } },
  ],
  [
    'all options back to their defaults',
    { patch: { options: { ordered: null, max_in_flight: null } } },
    { ...unchanged, options: null },
  ],
  [
    'the secret',
    { patch: {}, secret: { sealed: 'z', grace_seconds: 0 } },
    { ...unchanged, secrets: [{ sealed: 'z', expires_at: null }] },
  ],
]

test.each(cases)('changes %s', (_, change, expected) => {
  expect(applyChange(webhook, change, NOW)).toEqual(expected)
})

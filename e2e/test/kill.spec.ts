import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals'
import { startReceiver, startStack, waitFor, type Receiver, type Service, type Stack } from '@hookline/testing'
import { deliveredIds, judge, publisherLedger } from './ledger.js'

const EVENTS = 5_000
const KILL_AFTER = 1_000
const DEADLINE_MS = 80_000

let stack: Stack
let receiver: Receiver

beforeAll(async () => {
  // Leases that end soon: what a killed delivery had in hand goes on within seconds.
  stack = await startStack({ env: { HOOKLINE_DELIVERY_LEASE_MARGIN_MS: '1000', HOOKLINE_DELIVERY_DUE_POLL_MS: '100' } })
})
afterAll(() => stack.stop())
beforeEach(async () => {
  receiver = await startReceiver()
})
afterEach(() => receiver.close())

const cases: [name: string, services: (stack: Stack) => Service[]][] = [
  ['gateway', ({ gateway }) => [gateway]],
  ['config', ({ config }) => [config]],
  ['delivery', ({ delivery }) => [delivery]],
  ['all three at once', ({ gateway, config, delivery }) => [gateway, config, delivery]],
]

test.each(cases)(
  'kill -9 of %s in the middle of 5,000 events: every acknowledged one arrives',
  async (_, services) => {
    const tenant = (await stack.api.createTenant()).id
    const { secret } = await stack.api.createWebhook(tenant, { url: receiver.url, timeout_ms: 5_000 })
    const ledger = publisherLedger(stack.api, tenant)
    const publishing = ledger.publish(EVENTS)
    await waitFor(() => ledger.accepted.size >= KILL_AFTER, { what: 'the moment to kill', deadlineMs: DEADLINE_MS })
    const victims = services(stack)
    await Promise.all(victims.map((service) => service.kill('SIGKILL')))
    await Promise.all(victims.map((service) => service.start()))
    await publishing
    const seen = (): Set<string> => new Set(receiver.requests.map(({ headers }) => headers['webhook-id'] ?? ''))
    const missing = (): number => ledger.accepted.difference(seen()).size
    await waitFor(() => missing() === 0, { what: () => `${missing()} events`, deadlineMs: DEADLINE_MS, everyMs: 200 })
    const recorded = async (): Promise<Set<string>> => deliveredIds(stack.databaseUrl, tenant)
    await waitFor(async () => ledger.accepted.isSubsetOf(await recorded()), {
      what: 'the records',
      deadlineMs: DEADLINE_MS,
      everyMs: 200,
    })
    const verdict = judge({
      accepted: ledger.accepted,
      requests: receiver.requests,
      secret,
      delivered: await recorded(),
    })
    expect(verdict).toMatchObject({ lost: [], badSignatures: 0, changedBodies: [], unseen: [] })
  },
  2 * DEADLINE_MS,
)

import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { startReceiver, startStack, waitFor, type Receiver, type Stack } from '@hookline/testing'

const KEYS = 10
const EVENTS_PER_KEY = 20
const DEADLINE_MS = 120_000

let stack: Stack
let receiver: Receiver

beforeAll(async () => {
  stack = await startStack({
    env: {
      HOOKLINE_DELIVERY_DUE_POLL_MS: '50',
      HOOKLINE_DELIVERY_LEASE_MARGIN_MS: '500',
      // This is about order: the breaker would only make it slow.
      HOOKLINE_DELIVERY_OPENS_AFTER_FAILURES: '1000',
    },
  })
  receiver = await startReceiver()
})
afterAll(async () => {
  await receiver.close()
  await stack.stop()
})

test(
  'a receiver that fails a third of the time, and a delivery that is killed: no key is ever out of order',
  async () => {
    const accepted = new Map<string, number[]>()
    receiver.answerWith(({ body }, index) => {
      if (index % 3 === 1) return { status: 500 }
      const { key, n } = JSON.parse(body.toString()) as { key: string; n: number }
      accepted.set(key, [...(accepted.get(key) ?? []), n])
      return {}
    })
    const tenant = (await stack.api.createTenant()).id
    const retry = { schedule: Array.from({ length: 40 }, () => 0.05), jitter: 0 }
    await stack.api.createWebhook(tenant, { url: receiver.url, ordered: true, retry, timeout_ms: 1_000 })
    const publishing = (async () => {
      for (let n = 0; n < EVENTS_PER_KEY; n += 1) {
        const events = Array.from({ length: KEYS }, (_, k) => `key-${k}`).map((key) => ({
          type: 'order.changed',
          ordering_key: key,
          payload: { key, n },
        }))
        await stack.api.publishBatch(tenant, events)
      }
    })()
    for (let kill = 1; kill <= 2; kill += 1) {
      await waitFor(() => receiver.requests.length > kill * 40, { what: 'the moment to kill', deadlineMs: DEADLINE_MS })
      await stack.delivery.kill('SIGKILL')
      await stack.delivery.start()
    }
    await publishing
    const ended = (): boolean =>
      [...accepted.values()].filter((seen) => seen.includes(EVENTS_PER_KEY - 1)).length === KEYS
    await waitFor(ended, { what: () => `all keys to end: ${JSON.stringify([...accepted])}`, deadlineMs: DEADLINE_MS })
    for (const seen of accepted.values()) {
      // At least once: one that was answered and not recorded at a kill may come again, but never behind a later one.
      expect(seen).toEqual(seen.toSorted((a, b) => a - b))
      expect(new Set(seen).size).toBe(EVENTS_PER_KEY)
    }
  },
  2 * DEADLINE_MS,
)

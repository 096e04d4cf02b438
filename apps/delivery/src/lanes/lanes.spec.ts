import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import type { LaneRules } from './lane-state.js'
import { Lanes, type Permit } from './lanes.js'

const RULES: LaneRules = { maxWindow: 4, firstWindow: 2, opensAfter: 3, firstOpenMs: 1_000, longestOpenMs: 8_000 }
const LONG_MS = 60_000
const FREE = { maxInFlight: Infinity, rateLimit: undefined }

function setUp(total = 10, slowPerWebhook = 2) {
  const clock = { now: 0 }
  const lanes = new Lanes({ total, slowPerWebhook }, RULES, () => clock.now)
  const take = async (id: string, waitMs = 0, maxInFlight = Infinity): Promise<Permit | undefined> => {
    const answer = await lanes.take(id, { ...FREE, maxInFlight }, waitMs)
    return answer.granted ? answer : undefined
  }
  return { clock, lanes, take }
}

test('one webhook has no more than its window, the others have room', async () => {
  const { take } = setUp()
  const first = await take('a')
  expect(await take('a')).toBeDefined()
  expect(await take('a')).toBeUndefined()
  expect(await take('b')).toBeDefined()
  first!.release('success')
  expect(await take('a')).toBeDefined()
})

test("a webhook's own limit holds for those who wait, too", async () => {
  const { take } = setUp()
  const first = await take('a', 0, 1)
  const second = take('a', LONG_MS, 1)
  const third = take('a', LONG_MS, 1)
  first!.release('success')
  ;(await second)!.release('success')
  expect(await third).toBeDefined()
  expect(await take('a', 0, 1)).toBeUndefined()
})

test('a webhook with a long queue does not keep another from the last place', async () => {
  const { take } = setUp(1)
  const first = await take('a')
  const queue = [take('a', LONG_MS), take('a', LONG_MS)]
  const other = take('b', LONG_MS)
  first!.release('neutral')
  ;(await queue[0])!.release('neutral')
  const b = await other
  expect(b).toBeDefined()
  b!.release('neutral')
  expect(await queue[1]).toBeDefined()
})

test('a slow request gives its place to others, but not to its own webhook without end', async () => {
  const { lanes, take } = setUp(2)
  const hanging = [await take('a'), await take('a')]
  expect(await take('b')).toBeUndefined()
  for (const permit of hanging) permit!.park()
  expect(await take('b')).toBeDefined()
  expect(await take('a', LONG_MS)).toBeUndefined()
  expect(lanes.closedToClaims()).toContain('a')
})

describe('failures in a row', () => {
  const fail = async (take: ReturnType<typeof setUp>['take'], times: number): Promise<void> => {
    for (let n = 0; n < times; n += 1) (await take('a'))!.release('failure')
  }

  test('open it: nothing is let through, and those who wait are told at once', async () => {
    const { lanes, take } = setUp()
    const held = [await take('a'), await take('a')]
    const waiting = lanes.take('a', FREE, LONG_MS)
    await Promise.resolve()
    held[0]!.release('failure')
    held[1]!.release('failure')
    const third = await waiting
    expect(third.granted).toBe(true)
    const fourth = lanes.take('a', FREE, LONG_MS)
    if (third.granted) third.release('failure')
    expect(await fourth).toMatchObject({
      granted: false,
      reason: 'postponed: the receiver fails and is left alone for a while',
    })
    expect(await take('a')).toBeUndefined()
    expect(lanes.closedToClaims()).toEqual(['a'])
    expect(lanes.openToClaims()).toEqual([])
  })

  test('one probe is let through when its time is over; its success closes it', async () => {
    const { clock, lanes, take } = setUp()
    await fail(take, 3)
    clock.now = 1_300
    expect(lanes.openToClaims()).toEqual([{ webhookId: 'a', room: 1 }])
    const probe = await take('a')
    expect(await take('a', LONG_MS)).toBeUndefined()
    expect(lanes.openToClaims()).toEqual([])
    probe!.release('success')
    lanes.backlogIsGone('a')
    expect(lanes.closedToClaims()).toEqual([])
    expect(await take('a')).toBeDefined()
  })

  test('what says nothing about the receiver opens nothing', async () => {
    const { take } = setUp()
    for (let n = 0; n < 20; n += 1) (await take('a'))!.release('neutral')
    expect(await take('a')).toBeDefined()
  })
})

test('a rate limit lets through what it allows; the rest becomes a backlog that is claimed by room', async () => {
  const { clock, lanes } = setUp()
  const limits = { maxInFlight: Infinity, rateLimit: { limit: 1, periodSeconds: 2 } }
  expect((await lanes.take('a', limits, LONG_MS)).granted).toBe(true)
  expect(await lanes.take('a', limits, LONG_MS)).toEqual({
    granted: false,
    reason: 'postponed: the rate limit of the webhook',
    retryInMs: 2_000,
  })
  expect([lanes.closedToClaims(), lanes.openToClaims()]).toEqual([['a'], []])
  clock.now = 2_000
  expect(lanes.openToClaims()).toEqual([{ webhookId: 'a', room: 1 }])
})

test('never more in flight than the limits, and in the end everyone got an answer', async () => {
  const end = fc.constantFrom('success', 'failure', 'neutral', 'park')
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(fc.constantFrom('a', 'b', 'c'), end), { maxLength: 60 }), async (steps) => {
      const { lanes } = setUp(3)
      const used = new Map<string, number>()
      const count = (id: string, by: number): number => {
        used.set(id, (used.get(id) ?? 0) + by)
        return used.get(id)!
      }
      await Promise.all(
        steps.map(async ([id, verdict]) => {
          const permit = await lanes.take(id, FREE, LONG_MS)
          if (!permit.granted) return
          expect(count(id, 1)).toBeLessThanOrEqual(RULES.maxWindow)
          expect(lanes.inFlight).toBeLessThanOrEqual(3)
          if (verdict === 'park') permit.park()
          await new Promise((resolve) => setImmediate(resolve))
          count(id, -1)
          permit.release(verdict === 'park' ? 'failure' : verdict)
        }),
      )
      expect(lanes.inFlight).toBe(0)
    }),
  )
})

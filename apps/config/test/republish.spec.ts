import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { TOPICS } from '@hookline/event-schemas'
import { deleteTopics, migrate, waitFor, workspaceRoot } from '@hookline/testing'
import { specKafka } from './support/caller.js'
import { apiKey, tenant, webhook } from './support/samples.js'
import { startSnapshot } from './support/snapshot.js'
import { startSuite, type Suite } from './support/suite.js'

let suite: Suite
let tenantId: string
let kept: string[]
let deleted: string

beforeAll(async () => {
  suite = await startSuite()
  tenantId = (await call('tenants.create', tenant())).record.id
  const ids = await Promise.all(
    Array.from({ length: 30 }, async () => (await call('webhooks.create', webhook(tenantId))).record.id),
  )
  await call('api_keys.create', apiKey(tenantId))
  deleted = ids.pop()!
  kept = ids.sort()
  await call('webhooks.delete', { tenant_id: tenantId, id: deleted })
})
afterAll(() => suite.stop())

const call: Suite['caller']['call'] = (...args) => suite.caller.call(...args)
const generation = async (): Promise<number> =>
  (await suite.sql<{ generation: number }>('SELECT generation FROM config.snapshot_state'))[0]!.generation
const reaches = (expected: number): Promise<unknown> =>
  waitFor(async () => (await generation()) === expected, { what: `generation ${expected}`, deadlineMs: 20_000 })

/** What a reader that starts now sees. */
async function freshReader(): Promise<{ webhooks: string[]; apiKeys: number; generation: number }> {
  const snapshot = await startSnapshot(suite.brokers, suite.prefix)
  const seen = {
    webhooks: [...snapshot.webhooks.keys()].sort(),
    apiKeys: snapshot.apiKeys.size,
    generation: snapshot.reader.position.generation,
  }
  await snapshot.stop()
  return seen
}

test('the republish command writes everything under the next generation, while changes go on', async () => {
  expect(await generation()).toBe(1)
  const changes = Array.from({ length: 100 }, (_, n) =>
    call('webhooks.update', { tenant_id: tenantId, id: kept[n % kept.length]!, patch: { description: `${n}` } }),
  )
  const run = promisify(execFile)(process.execPath, [`${workspaceRoot()}/apps/config/dist/republish.js`], {
    env: suite.env,
  })
  const [{ stdout }, ...answers] = await Promise.all([run, ...changes])
  expect(stdout).toContain('"republish.done"')
  expect(await generation()).toBe(2)
  for (const { position } of answers) expect(await suite.snapshot.reader.waitFor(position, 5_000)).toBe(true)
  const rows = await suite.sql<{ id: string; description: string }>('SELECT id, description FROM config.webhooks')
  const held = [...suite.snapshot.webhooks.values()].map(({ id, description }) => ({ id, description }))
  expect(new Set(held)).toEqual(new Set(rows))
  expect(await freshReader()).toEqual({ webhooks: kept, apiKeys: 1, generation: 2 })
})

/** Kafka deletes in the background: a topic of the same name is refused until that is over. */
async function recreateTopic(): Promise<void> {
  await deleteTopics(`${suite.prefix}${TOPICS.snapshot}`, suite.brokers)
  const admin = specKafka(suite.brokers).admin()
  await admin.connect()
  await waitFor(async () => !(await admin.listTopics()).includes(`${suite.prefix}${TOPICS.snapshot}`), {
    what: 'the topic to go',
  })
  await admin.disconnect()
  await migrate('config', suite.env)
}

test('a topic that was deleted and made anew is filled again, for readers that start and for those that run', async () => {
  await recreateTopic()
  await reaches(3)
  expect(await freshReader()).toEqual({ webhooks: kept, apiKeys: 1, generation: 3 })
  await waitFor(() => suite.snapshot.reader.position.generation === 3, {
    what: 'the running reader',
    deadlineMs: 20_000,
  })
  expect([...suite.snapshot.webhooks.keys()].sort()).toEqual(kept)
  const { position } = await call('webhooks.update', {
    tenant_id: tenantId,
    id: kept[0]!,
    patch: { description: 'after' },
  })
  expect(position.generation).toBe(3)
  expect(await suite.snapshot.reader.waitFor(position, 5_000)).toBe(true)
  expect(suite.snapshot.webhooks.get(kept[0]!)?.description).toBe('after')
})

test('a topic that was lost while config was away is filled when it starts', async () => {
  await suite.config.stop()
  await recreateTopic()
  await suite.config.start()
  await reaches(4)
  expect(await freshReader()).toEqual({ webhooks: kept, apiKeys: 1, generation: 4 })
})

test('no plaintext column holds a secret, and what is sealed travels untouched', async () => {
  const request = webhook(tenantId, { headers: { names: ['X-Key'], sealed: 'v1.k1.aGVhZGVycw' } })
  await call('webhooks.create', request)
  const records = (await suite.topic()).filter(({ key }) => key === `webhook:${request.id}`)
  expect(records.map(({ record }) => record?.value)).toEqual([
    expect.objectContaining({
      secrets: [{ sealed: request.sealed_secret, expires_at: null }],
      headers: { names: ['X-Key'], sealed: 'v1.k1.aGVhZGVycw' },
    }),
  ])
})

test('a new database beside the old topic: nothing that the former one left there is in force', async () => {
  await suite.config.stop()
  await suite.sql('DROP SCHEMA config CASCADE')
  await migrate('config', suite.env)
  await suite.config.start()
  await reaches(5)
  expect(await freshReader()).toEqual({ webhooks: [], apiKeys: 0, generation: 5 })
  await waitFor(() => suite.snapshot.reader.position.generation === 5, { what: 'the running reader' })
  expect(suite.snapshot.tenants.size).toBe(0)
})

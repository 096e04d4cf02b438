import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { waitFor } from '@hookline/testing'
import { tenant, webhook } from './support/samples.js'
import { startSnapshot } from './support/snapshot.js'
import { startSuite, type Suite } from './support/suite.js'

let suite: Suite
beforeAll(async () => {
  suite = await startSuite()
})
afterAll(() => suite.stop())

const call: Suite['caller']['call'] = (...args) => suite.caller.call(...args)
const readyz = async (): Promise<{ status: number; body: { failures?: Record<string, string> } }> => {
  const response = await fetch(`${suite.config.url}/readyz`)
  return { status: response.status, body: (await response.json()) as { failures?: Record<string, string> } }
}

test('the database goes and comes back: refused meanwhile, nothing lost, no restart', async () => {
  const { pid } = suite.config
  const { id: tenantId } = (await call('tenants.create', tenant())).record
  const underWay = Array.from({ length: 40 }, () =>
    call('webhooks.create', webhook(tenantId)).then(
      ({ record }) => record.id,
      ({ code }: { code: string }) => code,
    ),
  )
  await Promise.race(underWay)
  await suite.database.down()
  const outcomes = await Promise.all(underWay)
  await expect(call('webhooks.create', webhook(tenantId))).rejects.toMatchObject({
    code: 'unavailable',
    retryAfterSeconds: 1,
  })
  const failing = async (): Promise<boolean> => (await readyz()).body.failures?.['database'] === 'does not answer'
  await waitFor(failing, { what: 'the database to be named as failing' })
  expect((await readyz()).status).toBe(503)

  const reader = await startSnapshot(suite.brokers, suite.prefix)
  await reader.stop()

  await suite.database.up()
  await waitFor(async () => (await readyz()).status === 200, { what: 'ready again', deadlineMs: 15_000 })
  const created = await call('webhooks.create', webhook(tenantId))
  expect(await suite.snapshot.reader.waitFor(created.position, 5_000)).toBe(true)
  const rows = await suite.sql<{ id: string }>('SELECT id FROM config.webhooks WHERE tenant_id = $1', [tenantId])
  const stored = rows.map(({ id }) => id)
  for (const outcome of outcomes) expect([...stored, 'unavailable']).toContain(outcome)
  expect([...suite.snapshot.webhooks.keys()].sort()).toEqual(stored.sort())
  expect(suite.config.pid).toBe(pid)
})

import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { randomUUID } from 'node:crypto'
import { waitFor } from '@hookline/testing'
import { tenant, webhook } from './support/samples.js'
import { startSuite, type Suite } from './support/suite.js'

let suite: Suite
beforeAll(async () => {
  suite = await startSuite()
})
afterAll(() => suite.stop())

const call: Suite['caller']['call'] = (...args) => suite.caller.call(...args)

const everythingPublished = (): Promise<unknown> =>
  waitFor(async () => (await suite.sql('SELECT id FROM config.outbox WHERE published_offset IS NULL')).length === 0, {
    what: 'every outbox row to be published',
  })

/** What the snapshot holds is what the database holds. */
async function expectSameWebhooks(tenantId: string): Promise<void> {
  const rows = await suite.sql<{ id: string }>('SELECT id FROM config.webhooks WHERE tenant_id = $1', [tenantId])
  const held = (): string[] =>
    [...suite.snapshot.webhooks.values()].filter((hook) => hook.tenant_id === tenantId).map((hook) => hook.id)
  await waitFor(() => held().length === rows.length, {
    what: () => `${rows.length} webhooks, there are ${held().length}`,
  })
  expect(held().sort()).toEqual(rows.map(({ id }) => id).sort())
}

test('kill -9 in the middle of 200 creations: what was answered is in force, what is stored gets in force', async () => {
  const { id: tenantId } = (await call('tenants.create', tenant())).record
  const before = await call('webhooks.create', webhook(tenantId))
  const requestId = randomUUID()
  const deletion = await call('webhooks.delete', { tenant_id: tenantId, id: before.record.id }, requestId)
  const answered: string[] = []
  const creations = Array.from({ length: 200 }, async () => {
    const { record } = await call('webhooks.create', webhook(tenantId))
    answered.push(record.id)
  })
  const ended = Promise.allSettled(creations)
  await waitFor(() => answered.length >= 20, { what: '20 answers', everyMs: 1 })
  await suite.config.kill()
  await suite.config.start()
  const unanswered = (await ended).filter(({ status }) => status === 'rejected').length
  expect(answered.length + unanswered).toBe(200)
  await everythingPublished()
  await expectSameWebhooks(tenantId)
  for (const id of answered) expect(suite.snapshot.webhooks.has(id)).toBe(true)

  expect(await call('webhooks.delete', { tenant_id: tenantId, id: before.record.id }, requestId)).toEqual(deletion)
})

test('SIGTERM under load: what began is answered, exit code 0, the next process takes the rest', async () => {
  const { id: tenantId } = (await call('tenants.create', tenant())).record
  let answered = 0
  const creations = Array.from({ length: 200 }, () =>
    call('webhooks.create', webhook(tenantId)).finally(() => (answered += 1)),
  )
  const ended = Promise.allSettled(creations)
  await waitFor(() => answered >= 20, { what: '20 answers', everyMs: 1 })
  const exit = await suite.config.stop()
  expect(exit).toMatchObject({ code: 0 })
  await suite.config.start()
  const refused = (await ended).flatMap((result) => (result.status === 'rejected' ? [result.reason as Error] : []))
  expect(refused).toEqual([])
  await expectSameWebhooks(tenantId)
})

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { freePort, startKafka, startPostgres, type EmbeddedKafka, type EmbeddedPostgres } from '@hookline/embedded'
import { startReceiver, startStack, waitFor, type Receiver, type Stack } from '@hookline/testing'

let folder: string
let kafkaOptions: Parameters<typeof startKafka>[0]
let postgresOptions: Parameters<typeof startPostgres>[0]
let kafka: EmbeddedKafka
let postgres: EmbeddedPostgres
let stack: Stack
let receiver: Receiver
let tenant: string

const quiet = (): void => undefined

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hookline-outages-'))
  kafkaOptions = {
    dataDir: join(folder, 'kafka'),
    port: await freePort(),
    controllerPort: await freePort(),
    log: quiet,
  }
  postgresOptions = { dataDir: join(folder, 'postgres'), port: await freePort(), log: quiet }
  kafka = await startKafka(kafkaOptions)
  postgres = await startPostgres(postgresOptions)
  stack = await startStack({ brokers: kafka.brokers, databaseServerUrl: postgres.url })
  receiver = await startReceiver()
  tenant = (await stack.api.createTenant()).id
  await stack.api.createWebhook(tenant, { url: receiver.url })
})
afterAll(async () => {
  await receiver.close()
  await stack.stop()
  await kafka.stop()
  await postgres.stop()
  await rm(folder, { recursive: true, force: true })
})

const publish = () =>
  stack.api.send<{ id: string; code?: string }>({
    method: 'POST',
    path: `/v1/tenants/${tenant}/events`,
    body: { type: 'order.created', payload: {} },
  })

test('Kafka away: publish answers 503 at once; back: it works within 10 s, without a restart of anything', async () => {
  expect((await publish()).status).toBe(202)
  await receiver.waitForRequests(1)
  const pids = [stack.gateway.pid, stack.config.pid, stack.delivery.pid]
  await kafka.stop()
  const first = await publish()
  expect(first).toMatchObject({ status: 503, body: { code: 'unavailable', id: expect.any(String) } })
  expect(first.headers.get('retry-after')).toMatch(/^\d+$/)
  // Known to be down by now: refused without a try at the broker, whose shortest timeout is far longer than this many calls take.
  const refused = await Promise.all(Array.from({ length: 50 }, publish))
  expect(refused.every(({ status }) => status === 503)).toBe(true)
  kafka = await startKafka(kafkaOptions)
  const back = await waitFor(async () => ((await publish()).status === 202 ? Date.now() : undefined), {
    what: 'publishing to work again',
    deadlineMs: 10_000,
    everyMs: 100,
  })
  await waitFor(() => receiver.requests.some(({ receivedAt }) => receivedAt >= back - 1_000), {
    what: 'deliveries to go on',
    deadlineMs: 60_000,
  })
  // Changes go on too: config's outbox drains and request–reply answers.
  await waitFor(async () => Boolean(await stack.api.createTenant()), {
    what: 'a change to be answered',
    deadlineMs: 60_000,
  })
  expect([stack.gateway.pid, stack.config.pid, stack.delivery.pid]).toEqual(pids)
})

test('Postgres away and back: events are accepted meanwhile, deliveries go on, nothing is lost', async () => {
  const before = receiver.requests.length
  await postgres.stop()
  const ids: string[] = []
  for (let n = 0; n < 50; n += 1) {
    const { status, body } = await publish()
    expect(status).toBe(202)
    ids.push(body.id)
  }
  const read = await stack.api.send({ path: `/v1/tenants/${tenant}/events` })
  expect(read.status).toBe(503)
  const change = await stack.api.send({ method: 'POST', path: '/v1/tenants', body: { name: 'x' } })
  expect([503, 504]).toContain(change.status)
  postgres = await startPostgres(postgresOptions)
  await receiver.waitForRequests(before + 50, 60_000)
  for (const id of ids) {
    await stack.api.waitForEvent(tenant, id, ({ deliveries }) => deliveries[0]?.status === 'delivered')
  }
  await waitFor(async () => Boolean(await stack.api.createTenant()), {
    what: 'a change to be answered',
    deadlineMs: 30_000,
  })
})

test('SIGTERM drains and ends with 0', async () => {
  await Promise.all(Array.from({ length: 20 }, publish))
  for (const service of [stack.gateway, stack.delivery, stack.config]) {
    expect((await service.stop()).code).toBe(0)
  }
  for (const service of [stack.config, stack.delivery, stack.gateway]) await service.start()
  expect((await publish()).status).toBe(202)
})

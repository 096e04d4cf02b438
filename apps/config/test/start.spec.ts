import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals'
import {
  createDatabase,
  deleteTopics,
  migrate,
  testBrokers,
  topicPrefix,
  waitFor,
  workspaceRoot,
  type TestDatabase,
} from '@hookline/testing'
import pg from 'pg'
import { DataSource } from 'typeorm'
import { databaseOptions } from '../src/data-source.js'
import { freePort, startDatabaseProxy, startProxy } from './support/proxy.js'
import { environment } from './support/suite.js'

const prefix = topicPrefix()
let database: TestDatabase
let empty: TestDatabase
beforeAll(async () => {
  database = await createDatabase()
  empty = await createDatabase()
})
afterAll(() => Promise.all([database.drop(), empty.drop(), deleteTopics(prefix)]))

const env = (url = database.url, brokers = testBrokers()): Record<string, string> =>
  environment({ url, brokers, prefix })

let child: ChildProcess | undefined
afterEach(() => void child?.kill('SIGKILL'))

interface Started {
  process: ChildProcess
  url: string
  logs: () => string
}

/** A config that need not become ready. */
async function start(variables: Record<string, string>): Promise<Started> {
  const port = await freePort()
  const args = [`${workspaceRoot()}/apps/config/dist/main.js`]
  child = spawn(process.execPath, args, { env: { ...variables, HOOKLINE_PORT_CONFIG: String(port) } })
  let logs = ''
  child.stdout?.on('data', (chunk: Buffer) => (logs += chunk.toString()))
  child.stderr?.on('data', (chunk: Buffer) => (logs += chunk.toString()))
  return { process: child, url: `http://127.0.0.1:${port}`, logs: () => logs }
}

const status = async (url: string): Promise<number> => (await fetch(url)).status

test('migrates, says what it did, and has nothing to do the second time', async () => {
  const first = await migrate('config', env())
  expect(first).toContain(`${prefix}hookline.config.snapshot`)
  expect(first).toContain('CreateConfig1764000000000')
  const second = await migrate('config', env())
  expect(second).toContain('"created":[]')
  expect(second).toContain('"ran":[]')
})

test('the entities say what the migrations make', async () => {
  const options = { DATABASE_URL: database.url, HOOKLINE_DATABASE_POOL: 2, HOOKLINE_DATABASE_TIMEOUT_MS: 10_000 }
  const source = await new DataSource(databaseOptions(options)).initialize()
  const { upQueries } = await source.driver.createSchemaBuilder().log()
  await source.destroy()
  expect(upQueries.map(({ query }) => query)).toEqual([])
})

test('constraints hold without the code', async () => {
  const client = new pg.Client({ connectionString: database.url })
  await client.connect()
  const violated = (sql: string): Promise<string> =>
    client.query(sql).then(
      () => 'none',
      (error: { constraint: string }) => error.constraint,
    )
  const webhook = `INSERT INTO config.webhooks
    (id, tenant_id, url, profile, enabled, secrets, signature_uri, metadata, created_at, updated_at)
    VALUES (gen_random_uuid(), gen_random_uuid(), 'u', 'standard', true, '[{}]', 'url', '{}', now(), now())`
  expect(await violated(webhook)).toBe('webhooks_tenant_fkey')
  expect(await violated(webhook.replace('[{}]', '[]'))).toBe('webhooks_secrets_check')
  expect(await violated('INSERT INTO config.snapshot_state DEFAULT VALUES')).toBe('snapshot_state_pkey')
  await client.end()
})

test('a database without its tables refuses the start, and says what to do', async () => {
  const config = await start(env(empty.url))
  const [code] = (await once(config.process, 'exit')) as [number]
  expect(code).toBe(1)
  expect(config.logs()).toContain('Run the migrate command (node dist/migrate.js) before the service.')
})

test('without database and broker it is alive and not ready; it gets ready when they come', async () => {
  const { url, proxy: postgres } = await startDatabaseProxy(database.url)
  const [hostname = '', port] = testBrokers().split(':')
  const kafka = await startProxy({ hostname, port: Number(port) })
  await Promise.all([postgres.down(), kafka.down()])
  const config = await start(env(url, `127.0.0.1:${kafka.port}`))
  const logs = (text: string) =>
    waitFor(() => config.logs().includes(text), { what: () => `${text} in ${config.logs()}` })
  await logs('"service.waiting"')
  expect(await status(`${config.url}/healthz`)).toBe(200)
  const unready = await fetch(`${config.url}/readyz`)
  expect([unready.status, await unready.json()]).toMatchObject([
    503,
    { failures: { database: 'is not connected yet' } },
  ])
  await postgres.up()
  await logs('"for":"broker"')
  expect(await status(`${config.url}/readyz`)).toBe(503)
  await kafka.up()
  await waitFor(async () => (await status(`${config.url}/readyz`)) === 200, { what: 'ready', deadlineMs: 20_000 })
  config.process.kill('SIGTERM')
  expect(await once(config.process, 'exit')).toEqual([0, null])
  await Promise.all([postgres.down(), kafka.down()])
})

test('SIGTERM while it still waits for the broker ends it with code 0', async () => {
  const config = await start(env(database.url, '127.0.0.1:1'))
  await waitFor(() => config.logs().includes('"for":"broker"'), { what: 'to wait for the broker' })
  config.process.kill('SIGTERM')
  expect(await once(config.process, 'exit')).toEqual([0, null])
})

import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { createDatabase, deleteTopics, migrate, spawnService, testBrokers, topicPrefix, waitFor, type TestDatabase } from '@hookline/testing'
import pg from 'pg'
import { databaseOptions } from '../src/data-source.js'
import { DataSource } from 'typeorm'
import { startDatabaseProxy } from './support/database-proxy.js'

let database: TestDatabase
const prefix = topicPrefix()
beforeAll(async () => {
  database = await createDatabase()
})
afterAll(() => Promise.all([database.drop(), deleteTopics(prefix)]))

const environment = (url = database.url): Record<string, string> => ({
  DATABASE_URL: url,
  KAFKA_BROKERS: testBrokers(),
  HOOKLINE_TOPIC_PREFIX: prefix,
  HOOKLINE_HOST: '127.0.0.1',
})
const unreachable = { KAFKA_BROKERS: '127.0.0.1:1' }

test('migrates, says what it did, and has nothing to do the second time', async () => {
  const first = await migrate('config', environment())
  expect(first).toContain(`${prefix}hookline.config.snapshot`)
  expect(first).toContain('CreateConfig1764000000000')
  const second = await migrate('config', environment())
  expect(second).toContain('"created":[]')
  expect(second).toContain('"ran":[]')
})

test('the entities say what the migrations make', async () => {
  const env = { DATABASE_URL: database.url, HOOKLINE_DATABASE_POOL: 2, HOOKLINE_DATABASE_TIMEOUT_MS: 10_000 }
  const source = await new DataSource(databaseOptions(env)).initialize()
  const { upQueries } = await source.driver.createSchemaBuilder().log()
  await source.destroy()
  expect(upQueries.map(({ query }) => query)).toEqual([])
})

test('constraints hold without the code', async () => {
  const client = new pg.Client({ connectionString: database.url })
  await client.connect()
  const code = async (sql: string): Promise<string> =>
    client.query(sql).then(
      () => 'done',
      (error: { constraint: string }) => error.constraint,
    )
  const orphan = `'00000000-0000-0000-0000-000000000001', now(), now()`
  expect(await code(`INSERT INTO config.webhooks (id, url, profile, enabled, secrets, signature_uri, metadata, tenant_id, created_at, updated_at)
    VALUES (gen_random_uuid(), 'u', 'standard', true, '[{}]', 'url', '{}', ${orphan})`)).toBe('webhooks_tenant_fkey')
  expect(await code(`INSERT INTO config.snapshot_state DEFAULT VALUES`)).toBe('snapshot_state_pkey')
  expect(await code(`INSERT INTO config.tenants (id, name, created_at, updated_at) VALUES (gen_random_uuid(), '', now(), now())`)).toBe(
    'tenants_name_check',
  )
  await client.end()
})

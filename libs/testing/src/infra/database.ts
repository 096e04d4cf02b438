import { randomBytes } from 'node:crypto'
import { Client } from 'pg'
import { testDatabaseUrl } from './environment.js'

/** A database that one suite has for itself. */
export interface TestDatabase {
  readonly url: string
  /** Drops it, whoever is still connected. */
  drop(): Promise<void>
}

/** Makes an empty database on the test server, or on the server that the URL names. */
export async function createDatabase(serverUrl: string = testDatabaseUrl()): Promise<TestDatabase> {
  const name = `test_${randomBytes(6).toString('hex')}`
  await execute(serverUrl, `CREATE DATABASE ${name}`)
  const url = new URL(serverUrl)
  url.pathname = `/${name}`
  return { url: url.href, drop: () => execute(serverUrl, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`) }
}

async function execute(url: string, statement: string): Promise<void> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 10_000 })
  client.on('error', () => undefined)
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}

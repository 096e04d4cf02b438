import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals'
import { Client } from 'pg'
import { freePort } from '../src/ports.js'
import { type EmbeddedPostgres, startPostgres } from '../src/postgres/postgres.js'

jest.setTimeout(60_000)

let dir: string
let dataDir: string
let port: number
let said: string[]
let running: EmbeddedPostgres | undefined

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'hookline-postgres-'))
  dataDir = join(dir, 'postgres')
  port = await freePort()
  said = []
})
afterEach(async () => {
  await running?.stop()
  running = undefined
  rmSync(dir, { recursive: true })
})

async function start(): Promise<EmbeddedPostgres> {
  running = await startPostgres({ dataDir, port, log: (line) => said.push(line) })
  return running
}

async function query(url: string, text: string): Promise<unknown[]> {
  const client = new Client(url)
  await client.connect()
  try {
    return (await client.query(text)).rows
  } finally {
    await client.end()
  }
}

test('data survives a stop, and a kill -9', async () => {
  const first = await start()
  await query(first.url, 'CREATE TABLE t AS SELECT 1 AS n')
  await first.stop()
  const second = await start()
  await query(second.url, 'INSERT INTO t VALUES (2)')
  await second.kill()
  const third = await start()
  expect(await query(third.url, 'SELECT n FROM t ORDER BY n')).toEqual([{ n: 1 }, { n: 2 }])
})

test('it is PostgreSQL 18, listens on loopback only, and the pid is the server', async () => {
  const server = await start()
  const [row] = await query(
    server.url,
    `SELECT current_setting('server_version') AS version,
    current_setting('listen_addresses') AS address, current_setting('unix_socket_directories') AS sockets`,
  )
  expect(row).toEqual({ version: expect.stringMatching(/^18\./u), address: '127.0.0.1', sockets: '' })
  process.kill(server.pid, 'SIGINT')
  expect(await server.exited).toEqual({ code: 0, signal: null })
})

test('a port in use names the port and the variable', async () => {
  const server = await start()
  const other = startPostgres({ dataDir: join(dir, 'other'), port })
  await expect(other).rejects.toThrow(`port ${port} is in use`)
  await expect(other).rejects.toThrow('HOOKLINE_PORT_POSTGRES')
  await server.stop()
})

test('a second start on the same data is refused while the first runs', async () => {
  await start()
  const second = startPostgres({ dataDir, port: await freePort() })
  await expect(second).rejects.toThrow(/is in use by process \d+/u)
})

test('a half-finished first start is repaired', async () => {
  mkdirSync(`${dataDir}.partial/base`, { recursive: true })
  mkdirSync(dataDir)
  writeFileSync(join(dataDir, 'PG_VERSION'), '18\n')
  const server = await start()
  expect(await query(server.url, 'SELECT 1 AS n')).toEqual([{ n: 1 }])
  expect(said.join('\n')).toContain('holds no complete PostgreSQL cluster')
  expect(readdirSync(dir).filter((name) => name.startsWith('postgres.unusable-'))).toHaveLength(1)
})

test.each([
  ['of a dead process', 4_000_000],
  ['of a process that is somebody else', process.pid],
])('a postmaster.pid %s does not stop the start', async (_, pid) => {
  const first = await start()
  const pidFile = join(dataDir, 'postmaster.pid')
  cpSync(pidFile, join(dir, 'kept'))
  await first.stop()
  writeFileSync(pidFile, `${pid}\n${dataDir}\n1700000000\n${port}\n\n127.0.0.1\n`)
  const second = await start()
  expect(await query(second.url, 'SELECT 1 AS n')).toEqual([{ n: 1 }])
})

test('a server that cannot start says what its log says', async () => {
  const first = await start()
  await first.stop()
  running = undefined
  const broken = startPostgres({ dataDir, port, settings: { shared_buffers: 'a lot' } })
  await expect(broken).rejects.toThrow(/ended before it was ready[\s\S]*shared_buffers/u)
})

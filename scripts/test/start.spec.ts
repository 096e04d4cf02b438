import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals'
import { freePort, startKafka, startPostgres } from '@hookline/embedded'
import type { RunFile } from '../src/start/run-file.ts'
import { eventually, makePlace, type Place, type Started } from './started.ts'

jest.setTimeout(240_000)

const UP = 'Ctrl-C stops everything'
let place: Place
let started: Started | undefined

beforeEach(async () => {
  place = await makePlace()
})
afterEach(async () => {
  started?.process.kill('SIGKILL')
  await started?.exit()
  place.remove()
})

async function start(): Promise<Started> {
  started = place.run('start')
  await started.until(UP)
  return started
}

const pids = () => Object.values(running().pids)

function running(): RunFile {
  const run = place.runFile()
  if (run === undefined) throw new Error('there is no run.json')
  return run
}

/** What a line prints when it is pasted into a shell. */
function paste(line: string): unknown {
  return JSON.parse(execFileSync('sh', ['-c', line], { encoding: 'utf8' }))
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

test('an event arrives, a crashed service comes back, Ctrl-C stops all, and the next start goes on', async () => {
  const first = await start()
  expect(first.output()).toContain('signature verified ✓')
  const run = running()
  expect(Object.keys(run.pids).toSorted()).toEqual(['config', 'delivery', 'gateway', 'kafka', 'postgres'])
  expect(statSync(join(place.dataDir, 'run.json')).mode & 0o777).toBe(0o600)
  expect(statSync(join(place.dataDir, 'secrets.json')).mode & 0o777).toBe(0o600)
  const received: unknown = await (await fetch(`${run.receiver}/received.json`)).json()
  expect(received).toMatchObject([{ verified: true, headers: { 'hookline-event-type': 'order.created' } }])
  expect(await (await fetch(run.receiver)).text()).toContain('signature verified')

  const answers = [...first.output().matchAll(/^ {2}(curl .*)$/gmu)].map(([, line]) => paste(line ?? ''))
  expect(answers).toMatchObject([{ duplicate: false }, { type: 'order.created' }, { data: [{ enabled: true }] }])

  const second = place.run('start')
  expect(await second.exit()).toBe(1)
  expect(second.output()).toContain(`Hookline runs here already (process ${first.process.pid}`)
  const reset = place.run('reset')
  expect(await reset.exit()).toBe(1)

  const crashed = Number(run.pids['config'])
  process.kill(crashed, 'SIGKILL')
  await first.until('✓ config runs again as process')
  expect(first.output()).toContain(`✗ config: process ${crashed} has ended; starting it again in 0.5 s`)
  await eventually(
    () => running().pids['config'] !== crashed,
    () => 'the new pid in run.json',
  )

  const all = pids()
  expect(all.map(isAlive)).toEqual([true, true, true, true, true])
  first.process.kill('SIGINT')
  expect(await first.exit()).toBe(0)
  expect(all.filter(isAlive)).toEqual([])
  expect(place.runFile()).toBeUndefined()

  const next = await start()
  const { tenant, tenant_key, admin_key } = run
  expect(running()).toMatchObject({ tenant, tenant_key, admin_key })
  next.process.kill('SIGTERM')
  expect(await next.exit()).toBe(0)
})

test('after a start that was killed hard the next one repairs what is left; then a reset wipes the data', async () => {
  const first = await start()
  const left = pids()
  first.process.kill('SIGKILL')
  await first.exit()
  const next = place.run('start', ['--once'])
  expect([await next.exit(), next.output()]).toEqual([0, expect.stringContaining('signature verified ✓')])
  expect(left.filter(isAlive)).toEqual([])
  expect(await place.run('reset').exit()).toBe(0)
  expect(existsSync(join(place.dataDir, 'postgres'))).toBe(false)
})

test('a port in use is named with its variable before anything is started', async () => {
  const server = createServer().listen(Number(place.env['HOOKLINE_PORT_DELIVERY']), '127.0.0.1')
  await once(server, 'listening')
  const refused = place.run('start')
  expect(await refused.exit()).toBe(1)
  server.close()
  expect(refused.output()).toContain(`port ${place.env['HOOKLINE_PORT_DELIVERY']} is in use`)
  expect(refused.output()).toContain('HOOKLINE_PORT_DELIVERY=<port>')
  expect(existsSync(join(place.dataDir, 'postgres'))).toBe(false)
})

test("with a database and a broker of one's own nothing is embedded", async () => {
  const dir = mkdtempSync(join(tmpdir(), 'hookline-own-'))
  const postgres = await startPostgres({ dataDir: join(dir, 'postgres'), port: await freePort() })
  const ports = { port: await freePort(), controllerPort: await freePort() }
  const kafka = await startKafka({ dataDir: join(dir, 'kafka'), ...ports, heapMb: 256 })
  const once = place.run('start', ['--once'], { DATABASE_URL: postgres.url, KAFKA_BROKERS: kafka.brokers })
  const code = await once.exit()
  await kafka.stop()
  await postgres.stop()
  rmSync(dir, { recursive: true })
  expect([code, once.output()]).toEqual([0, expect.stringContaining('signature verified ✓')])
  expect(once.output()).not.toMatch(/✓ (postgres|kafka)/u)
  expect(existsSync(join(place.dataDir, 'kafka'))).toBe(false)
})

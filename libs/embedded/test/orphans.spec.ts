import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { expect, jest, test } from '@jest/globals'
import { startKafka } from '../src/kafka/kafka.js'
import { freePort } from '../src/ports.js'
import { startPostgres } from '../src/postgres/postgres.js'
import { identify } from '../src/process/identity.js'

jest.setTimeout(90_000)

const STARTER = fileURLToPath(new URL('fixtures/start-both.mjs', import.meta.url))

async function waitUntil(condition: () => boolean, what: string): Promise<void> {
  const deadline = Date.now() + 20_000
  while (!condition()) {
    if (Date.now() > deadline) throw new Error(`waited 20 s: ${what}`)
    await delay(50)
  }
}

test('servers do not outlive a starter that is killed hard, and the next start goes on with their data', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'hookline-orphans-'))
  const postgresPort = await freePort()
  const kafkaPorts = { port: await freePort(), controllerPort: await freePort() }
  const args = [STARTER, dir, postgresPort, kafkaPorts.port, kafkaPorts.controllerPort].map(String)
  const starter = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  const [line] = (await once(createInterface(starter.stdout), 'line')) as [string]
  const pids = JSON.parse(line) as number[]
  expect(pids.map((pid) => identify(pid) !== undefined)).toEqual([true, true])

  starter.kill('SIGKILL')
  await once(starter, 'exit')
  if (existsSync('/usr/bin/setpriv')) {
    await waitUntil(() => pids.every((pid) => identify(pid) === undefined), 'servers to end with their starter')
  }

  const postgres = await startPostgres({ dataDir: join(dir, 'postgres'), port: postgresPort })
  const kafka = await startKafka({ dataDir: join(dir, 'kafka'), ...kafkaPorts, heapMb: 256 })
  await kafka.stop()
  await postgres.stop()
  rmSync(dir, { recursive: true })
})

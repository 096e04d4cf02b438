import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { identify } from './identity.js'
import { spawnOwned } from './owned-process.js'

let dir: string
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'hookline-owned-'))
})
afterEach(() => rmSync(dir, { recursive: true }))

const log = () => join(dir, 'out.log')
const node = (script: string) =>
  spawnOwned({
    command: process.execPath,
    args: ['-e', script],
    cwd: dir,
    logFile: log(),
    deathSignal: 'KILL',
  })

test('the output is in the log file and the exit is told', async () => {
  const child = await node('console.log("hello"); process.exit(3)')
  expect(await child.exited).toEqual({ code: 3, signal: null })
  expect(readFileSync(log(), 'utf8')).toBe('hello\n')
})

test('one that does not listen to the first signal is ended by the second', async () => {
  const child = await node('process.on("SIGTERM", () => {}); setInterval(() => {}, 1000); console.log("deaf")')
  while (!existsSync(log()) || !readFileSync(log(), 'utf8').includes('deaf')) await delay(20)
  const exit = await child.end([
    { signal: 'SIGTERM', patienceMs: 100 },
    { signal: 'SIGKILL', patienceMs: 5_000 },
  ])
  expect(exit).toEqual({ code: null, signal: 'SIGKILL' })
  expect(identify(child.pid)).toBeUndefined()
})

test('ending one that has ended tells its exit again', async () => {
  const child = await node('')
  await child.exited
  expect(await child.end([{ signal: 'SIGTERM', patienceMs: 100 }])).toEqual({ code: 0, signal: null })
})

test('a program that does not exist is an error', async () => {
  const options = { command: '/no/such/program', args: [], cwd: dir, logFile: log() }
  const started = spawnOwned({ ...options, deathSignal: 'KILL' }).then(({ exited }) => exited)
  await expect(
    started.then(
      ({ code }) => code,
      () => 127,
    ),
  ).resolves.toBe(127)
})

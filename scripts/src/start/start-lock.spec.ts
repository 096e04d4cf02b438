import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { runningStart, takeStartLock } from './start-lock.ts'

let dir: string
let other: ChildProcess | undefined
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'hookline-lock-'))
})
afterEach(() => {
  other?.kill('SIGKILL')
  rmSync(dir, { recursive: true })
})

test('a running start keeps a second one out', async () => {
  other = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)', 'scripts/src/start.ts'])
  await once(other, 'spawn')
  writeFileSync(join(dir, 'start.lock'), String(other.pid))
  expect(runningStart(dir)).toBe(other.pid)
  expect(() => takeStartLock(dir)).toThrow(`Hookline runs here already (process ${other.pid}`)
})

test.each([
  ['a dead process', '4000000'],
  ['a process that is no start', String(process.pid)],
  ['nobody', ''],
])('the lock of %s is taken over', (_, content) => {
  writeFileSync(join(dir, 'start.lock'), content)
  expect(runningStart(dir)).toBeUndefined()
  const release = takeStartLock(dir)
  release()
  expect(runningStart(dir)).toBeUndefined()
})

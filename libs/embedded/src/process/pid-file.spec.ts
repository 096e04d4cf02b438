import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { identify } from './identity.js'
import { endOrphan, pidFileOf, writePidFile } from './pid-file.js'

let dir: string
let dataDir: string
let server: ChildProcess

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'hookline-pid-'))
  dataDir = join(dir, 'data')
  server = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)', dataDir], { stdio: 'ignore' })
  await once(server, 'spawn')
})
afterEach(() => {
  server.kill('SIGKILL')
  rmSync(dir, { recursive: true })
})

const file = () => pidFileOf(dataDir)
const pid = () => server.pid ?? 0
const gone = { pid: 4_000_000, startedAt: '1' }
const write = (record: unknown) => writeFileSync(file().path, JSON.stringify(record))

test('a server whose starter is gone is ended', async () => {
  write({ server: identify(pid()), owner: gone })
  await endOrphan(file())
  expect(identify(pid())).toBeUndefined()
  expect(existsSync(file().path)).toBe(false)
})

test('a server whose starter lives is left alone, and that is an error', async () => {
  writePidFile(file(), pid())
  await expect(endOrphan(file())).rejects.toThrow(`is in use by process ${pid()}, which process ${process.pid} started`)
  expect(identify(pid())).toBeDefined()
})

test.each([
  ['was given to a later process', () => ({ server: { pid: pid(), startedAt: 'earlier' }, owner: gone })],
  ['belongs to a process that does not name our data', () => ({ server: identify(process.pid), owner: gone })],
  ['belongs to nobody', () => ({ server: gone, owner: gone })],
  ['is not written whole', () => 'half'],
])('a pid that %s is forgotten without a signal', async (_, record) => {
  write(record())
  await endOrphan(file())
  expect(identify(pid())).toBeDefined()
  expect(existsSync(file().path)).toBe(false)
})

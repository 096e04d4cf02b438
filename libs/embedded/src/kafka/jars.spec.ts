import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { ensureJars, kafkaVersion } from './jars.js'

let cache: string
let fetched: number

beforeEach(() => {
  cache = mkdtempSync(join(tmpdir(), 'hookline-jars-'))
  fetched = 0
})
afterEach(() => rmSync(cache, { recursive: true }))

async function fetch(folder: string): Promise<void> {
  fetched += 1
  writeFileSync(join(folder, 'one.jar'), 'one')
  await new Promise((resolve) => setImmediate(resolve))
  writeFileSync(join(folder, 'two.jar'), 'two')
}

test('the jars are fetched once and found again', async () => {
  const folder = await ensureJars(cache, fetch)
  expect(folder).toBe(join(cache, `kafka-${kafkaVersion()}`))
  expect(await ensureJars(cache, fetch)).toBe(folder)
  expect(fetched).toBe(1)
})

test.each([
  ['changed', (folder: string) => writeFileSync(join(folder, 'one.jar'), 'other')],
  ['missing', (folder: string) => rmSync(join(folder, 'two.jar'))],
  ['too many', (folder: string) => writeFileSync(join(folder, 'three.jar'), 'three')],
  ['unlisted', (folder: string) => rmSync(join(folder, 'manifest.json'))],
  ['listed in a cut-off file', (folder: string) => writeFileSync(join(folder, 'manifest.json'), '{"one.jar": "')],
])('jars that are %s are fetched anew', async (_, damage) => {
  const folder = await ensureJars(cache, fetch)
  damage(folder)
  await ensureJars(cache, fetch)
  expect(fetched).toBe(2)
  expect(readdirSync(folder).toSorted()).toEqual(['manifest.json', 'one.jar', 'two.jar'])
})

test('several at once fetch once', async () => {
  const folders = await Promise.all([1, 2, 3].map(() => ensureJars(cache, fetch)))
  expect(new Set(folders).size).toBe(1)
  expect(fetched).toBe(1)
})

test('a fetch that fails leaves nothing behind, and the next one works', async () => {
  const fail = () => Promise.reject(new Error('no route'))
  await expect(ensureJars(cache, fail)).rejects.toThrow('no route')
  expect(readdirSync(cache)).toEqual([])
  await ensureJars(cache, fetch)
})

test('the lock of a process that is gone is taken over', async () => {
  const lock = join(cache, `kafka-${kafkaVersion()}.lock`)
  writeFileSync(lock, JSON.stringify({ pid: process.pid, startedAt: 'at another time' }))
  await ensureJars(cache, fetch)
  expect(existsSync(lock)).toBe(false)
})

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { isNewEnough, pathWith } from './pinned-node.mjs'
import { pnpmCommand } from './pnpm.mjs'
import { installStamp } from './stamp.mjs'

let root: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'hookline-stamp-'))
  for (const folder of ['apps/gateway', 'libs/dto', 'scripts', 'patches', 'node_modules/pg']) {
    mkdirSync(join(root, folder), { recursive: true })
  }
  for (const file of ['package.json', 'pnpm-lock.yaml', 'apps/gateway/package.json', 'node_modules/pg/package.json']) {
    writeFileSync(join(root, file), '{}')
  }
})
afterEach(() => rmSync(root, { recursive: true }))

test.each([
  ['package.json', true],
  ['pnpm-lock.yaml', true],
  ['apps/gateway/package.json', true],
  ['libs/dto/package.json', true],
  ['scripts/package.json', true],
  ['patches/kafkajs.patch', true],
  ['apps/gateway/README.md', false],
  ['node_modules/pg/package.json', false],
])('a change of %s asks for an install: %s', (file, expected) => {
  const before = installStamp(root)
  expect(installStamp(root)).toBe(before)
  writeFileSync(join(root, file), '{ "changed": true }')
  expect(installStamp(root) !== before).toBe(expected)
})

test.each([
  ['20.20.2', false],
  ['22.18.0', false],
  ['22.19.0', true],
  ['24.0.0', true],
])('Node %s runs the scripts itself: %s', (version, expected) => {
  expect(isNewEnough(version)).toBe(expected)
})

test('the pinned Node comes first on the PATH', () => {
  expect(pathWith('/pinned/bin/node', '/usr/bin')).toBe(`/pinned/bin${delimiter}/usr/bin`)
  expect(pathWith('/pinned/bin/node', undefined)).toBe('/pinned/bin')
})

test.each([
  ['npx fetches it', {}, ['npx', '-y', '--prefer-offline', 'pnpm@10.1.0', 'run', 'x']],
  ['another version is not used', agent('10.1.1'), ['npx', '-y', '--prefer-offline', 'pnpm@10.1.0', 'run', 'x']],
  ['the one that runs is used', agent('10.1.0'), [process.execPath, '/p/pnpm.cjs', 'run', 'x']],
])('pnpm: %s', (_, env, expected) => {
  writeFileSync(join(root, 'package.json'), '{ "packageManager": "pnpm@10.1.0" }')
  expect(pnpmCommand(root, ['run', 'x'], env)).toEqual(expected)
})

function agent(version: string) {
  return { npm_execpath: '/p/pnpm.cjs', npm_config_user_agent: `pnpm/${version} npm/? node/v24.0.0 linux x64` }
}

import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { privilegesFor, systemUser } from './system-user.js'

const asRoot = process.getuid?.() === 0 ? test : test.skip

asRoot('the user runs programs in a folder that only root may enter, and is not root', () => {
  const user = systemUser()
  const folder = mkdtempSync(join(tmpdir(), 'hookline-closed-'))
  copyFileSync('/bin/sh', join(folder, 'sh'))
  const script = 'test -x "$0" && id -u'
  const words = [...privilegesFor(user), '--', join(folder, 'sh'), '-c', script, join(folder, 'sh')]
  const { stdout, stderr } = spawnSync('setpriv', words, { encoding: 'utf8' })
  rmSync(folder, { recursive: true })
  expect([stdout, stderr]).toEqual([`${user?.uid}\n`, ''])
})

test('without another user nothing is changed', () => {
  expect(privilegesFor(undefined)).toEqual([])
})

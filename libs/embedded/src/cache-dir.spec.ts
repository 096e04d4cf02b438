import { homedir } from 'node:os'
import { expect, test } from '@jest/globals'
import { cacheDir } from './cache-dir.js'

test.each([
  [{}, `${homedir()}/.cache/hookline`],
  [{ XDG_CACHE_HOME: '/x' }, '/x/hookline'],
  [{ XDG_CACHE_HOME: '' }, `${homedir()}/.cache/hookline`],
  [{ XDG_CACHE_HOME: '/x', HOOKLINE_CACHE_DIR: '/own' }, '/own'],
])('with %j it is %s', (env, expected) => {
  expect(cacheDir(env)).toBe(expected)
})

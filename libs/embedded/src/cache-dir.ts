import { homedir } from 'node:os'
import { join, resolve } from 'node:path'

/** Where downloads that outlive a clone are kept: HOOKLINE_CACHE_DIR, else below XDG_CACHE_HOME, else ~/.cache. */
export function cacheDir(env: NodeJS.ProcessEnv = process.env): string {
  if (env['HOOKLINE_CACHE_DIR']) return resolve(env['HOOKLINE_CACHE_DIR'])
  return join(env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'hookline')
}

import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pnpmCommand } from './pnpm.mjs'
import { run } from './run.mjs'
import { installStamp } from './stamp.mjs'

/**
 * Installs the dependencies unless the last install was for the same lock file and manifests. Gives an exit code.
 * @param {string} root
 * @param {NodeJS.ProcessEnv} env
 */
export async function install(root, env) {
  const stampFile = join(root, 'node_modules', '.hookline-install')
  const stamp = installStamp(root)
  const isInstalled = existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp
  if (isInstalled && existsSync(join(root, 'node_modules', '.modules.yaml'))) return 0

  const started = Date.now()
  const options = ['--frozen-lockfile', '--reporter=append-only', '--config.confirmModulesPurge=false']
  const [program, ...words] = pnpmCommand(root, ['install', ...options])
  const code = await run(program, words, { cwd: root, env })
  if (code !== 0) return code
  writeFileSync(stampFile, stamp)
  console.log(`✓ install (${((Date.now() - started) / 1000).toFixed(1)} s)`)
  return 0
}

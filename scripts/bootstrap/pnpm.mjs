import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * The words that run the pnpm of the checkout, whatever is installed on the machine: the one that runs us already when
 * it is of that version, else by npx. The version is exact, so what npx has fetched once is good and no registry is asked
 * again.
 * @param {string} root
 * @param {readonly string[]} args
 * @param {Readonly<Record<string, string | undefined>>} [env]
 * @returns {[string, ...string[]]}
 */
export function pnpmCommand(root, args, env = process.env) {
  /** @type {{ packageManager: string }} */
  const { packageManager } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  const running = env['npm_execpath'] ?? ''
  const isSame = env['npm_config_user_agent']?.startsWith(`${packageManager.replace('@', '/')} `) ?? false
  if (isSame && /pnpm\.[cm]?js$/u.test(running)) return [process.execPath, running, ...args]
  return [process.platform === 'win32' ? 'npx.cmd' : 'npx', '-y', '--prefer-offline', packageManager, ...args]
}

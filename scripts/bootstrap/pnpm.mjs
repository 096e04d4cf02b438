import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * The words that run the pnpm of the checkout, whatever is installed on the machine. Its version is exact, so what npx
 * has once fetched is good, and no registry is asked again.
 * @param {string} root
 * @param {readonly string[]} args
 * @returns {[string, ...string[]]}
 */
export function pnpmCommand(root, args) {
  const { packageManager } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  return [process.platform === 'win32' ? 'npx.cmd' : 'npx', '-y', '--prefer-offline', packageManager, ...args]
}

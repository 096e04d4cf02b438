// The first thing that runs on a fresh clone: plain JavaScript for Node 20 and newer, without a single package.
import { dirname, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { install } from './bootstrap/install.mjs'
import { findNode, pathWith } from './bootstrap/pinned-node.mjs'
import { pnpmCommand } from './bootstrap/pnpm.mjs'
import { run } from './bootstrap/run.mjs'

const USAGE = 'usage: npm start [-- --once] | npm test | npm run reset'
const root = resolve(dirname(fileURLToPath(import.meta.url)), '..')

/**
 * @param {string | undefined} command
 * @param {string[]} args
 */
async function main(command, args) {
  if (command !== 'start' && command !== 'test' && command !== 'reset') throw new Error(USAGE)
  /** @type {NodeJS.ProcessEnv} */
  const env = { ...process.env, TURBO_TELEMETRY_DISABLED: '1', DO_NOT_TRACK: '1' }
  const installed = await install(root, env)
  if (installed !== 0) return installed
  const node = findNode(root)
  const child = { cwd: root, env: { ...env, PATH: pathWith(node, process.env['PATH']) } }
  if (command === 'test') {
    const [program, ...words] = pnpmCommand(root, ['run', 'verify', ...args])
    return run(program, words, child)
  }
  const script = resolve(root, 'scripts', 'src', `${command}.ts`)
  return run(node, [script, ...args], { ...child, tellWhenGone: true })
}

main(process.argv[2], process.argv.slice(3)).then(
  (code) => process.exit(code),
  (/** @type {unknown} */ error) => {
    console.error(error instanceof Error ? error.message : error)
    process.exit(1)
  },
)

import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const GROUPS = ['apps', 'libs']

/**
 * A text that changes whenever an install would do something else than the last one: with the lock file, a manifest, a
 * patch or the platform.
 * @param {string} root
 */
export function installStamp(root) {
  const hash = createHash('sha256').update(`${process.platform} ${process.arch}`)
  for (const file of inputs(root)) {
    hash.update(`\0${file}\0`).update(readFileSync(join(root, file)))
  }
  return hash.digest('hex')
}

/**
 * @param {string} root
 * @returns {string[]}
 */
function inputs(root) {
  const members = [...namesIn(root, '.'), ...GROUPS.flatMap((group) => namesIn(root, group))]
  const manifests = members.map((member) => join(member, 'package.json'))
  const fixed = ['package.json', 'pnpm-lock.yaml', 'pnpm-workspace.yaml']
  return [...fixed, ...manifests, ...namesIn(root, 'patches', false)].filter((file) => existsSync(join(root, file)))
}

/**
 * @param {string} root
 * @param {string} folder
 */
function namesIn(root, folder, folders = true) {
  const path = join(root, folder)
  if (!existsSync(path)) return []
  return readdirSync(path, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() === folders && entry.name !== 'node_modules' && !entry.name.startsWith('.'))
    .map((entry) => join(folder, entry.name))
    .sort()
}

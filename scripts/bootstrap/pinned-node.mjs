import { existsSync, realpathSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'

const OLDEST = [22, 19]

/**
 * The Node that the checkout pins as a package, by its real path: the shim in node_modules/.bin is a shell script that
 * does not pass signals on. Where no such package exists, it is the Node that runs this.
 * @param {string} root
 */
export function findNode(root) {
  const platform = process.platform === 'win32' ? 'win' : process.platform
  const name = `node-${platform}-${process.arch}`
  const pinned = join(root, 'node_modules', name, 'bin', process.platform === 'win32' ? 'node.exe' : 'node')
  if (existsSync(pinned)) return realpathSync(pinned)
  if (isNewEnough(process.versions.node)) return process.execPath
  throw new Error(
    `Hookline needs Node ${OLDEST.join('.')} or newer, there is no package ${name} that brings it, and this is Node ` +
      `${process.versions.node}: install a newer Node and run the same command again.`,
  )
}

/**
 * @param {string} version
 */
export function isNewEnough(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  const [oldestMajor = 0, oldestMinor = 0] = OLDEST
  return major > oldestMajor || (major === oldestMajor && minor >= oldestMinor)
}

/**
 * A PATH on which this Node comes first, so that all scripts below use it.
 * @param {string} node
 * @param {string | undefined} path
 */
export function pathWith(node, path) {
  return [dirname(node), path].filter(Boolean).join(delimiter)
}

import { existsSync, readdirSync, renameSync } from 'node:fs'

/**
 * Takes a directory that a server cannot use out of the way. Nothing is deleted: an empty place is left where it was,
 * and the line that is logged says where the rest went.
 */
export function moveAside(dir: string, why: string, log: (line: string) => void): void {
  if (!existsSync(dir) || readdirSync(dir).length === 0) return
  const target = `${dir}.unusable-${new Date().toISOString().replaceAll(/[:.]/gu, '-')}`
  renameSync(dir, target)
  log(`${dir} ${why}: it is now ${target}, and a new one is made`)
}

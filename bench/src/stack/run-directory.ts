import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'

const NAME = /^run-(\d+)$/u

/** A directory for this process; what runs that were killed have left is removed. */
export function runDirectory(base: string): string {
  mkdirSync(base, { recursive: true })
  for (const name of readdirSync(base)) {
    const pid = NAME.exec(name)?.[1]
    if (pid !== undefined && !existsSync(`/proc/${pid}`)) rmSync(join(base, name), { recursive: true, force: true })
  }
  const dir = join(base, `run-${process.pid}`)
  mkdirSync(join(dir, 'logs'), { recursive: true })
  return dir
}

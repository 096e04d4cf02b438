import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const MARKER = 'start.ts'

/**
 * Takes the lock that lets one start run in a data directory, and gives what releases it. Uses no other package: it
 * comes before the build.
 */
export function takeStartLock(dataDir: string): () => void {
  mkdirSync(dataDir, { recursive: true })
  const holder = runningStart(dataDir)
  if (holder !== undefined && holder !== process.pid) {
    throw new Error(
      `Hookline runs here already (process ${holder}, data in ${dataDir}): stop it with Ctrl-C in its terminal, ` +
        'or set HOOKLINE_DATA_DIR and other ports for a second one',
    )
  }
  writeFileSync(lockFile(dataDir), String(process.pid))
  return () => rmSync(lockFile(dataDir), { force: true })
}

/** The pid of a start that runs in the data directory; the lock of a dead one counts for nothing. */
export function runningStart(dataDir: string): number | undefined {
  const file = lockFile(dataDir)
  const pid = existsSync(file) ? Number(readFileSync(file, 'utf8')) : Number.NaN
  return Number.isSafeInteger(pid) && pid > 0 && commandLine(pid).includes(MARKER) ? pid : undefined
}

function lockFile(dataDir: string): string {
  return join(dataDir, 'start.lock')
}

function commandLine(pid: number): string {
  if (!existsSync('/proc/self/cmdline')) {
    return spawnSync('ps', ['-ww', '-o', 'args=', '-p', String(pid)], { encoding: 'utf8' }).stdout
  }
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8')
  } catch {
    return ''
  }
}

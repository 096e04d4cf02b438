import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'

const NAME = /^run-(\d+)$/u
const POLL_MS = 1_000
const PROGRAM = 'bench/src/main.ts'

/**
 * A directory for this process; what runs that were killed have left is removed. One that still runs is waited for: two
 * at a time would measure each other.
 */
export async function runDirectory(base: string, say: (line: string) => void): Promise<string> {
  mkdirSync(base, { recursive: true })
  let waitsFor = 0
  for (let other = running(base); other !== undefined; other = running(base)) {
    if (other !== waitsFor) say(`waiting for the bench of process ${other} to end`)
    waitsFor = other
    await delay(POLL_MS)
  }
  const dir = join(base, `run-${process.pid}`)
  mkdirSync(join(dir, 'logs'), { recursive: true })
  return dir
}

/** The pid of another bench on this checkout; directories without one are removed. */
function running(base: string): number | undefined {
  for (const name of readdirSync(base)) {
    const pid = Number(NAME.exec(name)?.[1])
    if (Number.isNaN(pid)) continue
    if (isBench(pid)) return pid
    rmSync(join(base, name), { recursive: true, force: true })
  }
  return undefined
}

function isBench(pid: number): boolean {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(PROGRAM)
  } catch {
    return false
  }
}

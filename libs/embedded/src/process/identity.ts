import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'

const HAS_PROC = existsSync('/proc/self/stat')
const START_TIME_FIELD = 19

/** A process as it can be told from a later one that was given the same pid. */
export interface ProcessIdentity {
  readonly pid: number
  readonly startedAt: string
}

/** Who runs under this pid now; undefined when nobody does (a zombie counts as nobody). */
export function identify(pid: number): ProcessIdentity | undefined {
  if (!Number.isSafeInteger(pid) || pid <= 0) return undefined
  const startedAt = HAS_PROC ? startedAtFromProc(pid) : ps(pid, 'lstart=')
  return startedAt === undefined ? undefined : { pid, startedAt }
}

/** True when the very process that was written down still runs. */
export function stillRuns(identity: ProcessIdentity): boolean {
  return identify(identity.pid)?.startedAt === identity.startedAt
}

/** The command line of a live process, words joined by blanks. */
export function commandLine(pid: number): string | undefined {
  if (!HAS_PROC) return ps(pid, 'args=')
  return read(`/proc/${pid}/cmdline`)?.replaceAll('\0', ' ').trim()
}

function startedAtFromProc(pid: number): string | undefined {
  const stat = read(`/proc/${pid}/stat`)
  // The second field is the program's name in brackets and may itself hold brackets and blanks.
  const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ')
  if (fields === undefined || fields[0] === 'Z' || fields[0] === 'X') return undefined
  return fields[START_TIME_FIELD]
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}

function ps(pid: number, column: string): string | undefined {
  const result = spawnSync('ps', ['-ww', '-o', column, '-p', String(pid)], { encoding: 'utf8' })
  const text = result.status === 0 ? result.stdout.trim() : ''
  return text === '' ? undefined : text
}

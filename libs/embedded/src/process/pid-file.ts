import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import { commandLine, identify, type ProcessIdentity, stillRuns } from './identity.js'

const TERM_PATIENCE_MS = 15_000
const KILL_PATIENCE_MS = 5_000
const POLL_MS = 50

interface PidRecord {
  readonly server: ProcessIdentity
  readonly owner: ProcessIdentity
}

/** Where the pid of the server on a data directory is written down: beside it, so that the directory stays the server's. */
export function pidFileOf(dataDir: string): string {
  return `${dataDir}.pid.json`
}

/** Writes down that this process has started a server on the data directory. */
export function writePidFile(dataDir: string, pid: number): void {
  const server = identify(pid)
  const owner = identify(process.pid)
  if (server === undefined || owner === undefined) return
  writeFileSync(pidFileOf(dataDir), JSON.stringify({ server, owner } satisfies PidRecord))
}

export function removePidFile(dataDir: string): void {
  rmSync(pidFileOf(dataDir), { force: true })
}

/**
 * Ends a server that an earlier run of ours left behind on this data directory. A live server whose starter still
 * lives is an error; a pid that by now belongs to somebody else is left alone.
 */
export async function endOrphan(dataDir: string, log: (line: string) => void = () => undefined): Promise<void> {
  const record = readPidFile(dataDir)
  if (record !== undefined && isOurs(record.server, dataDir)) {
    if (stillRuns(record.owner)) {
      throw new Error(
        `${dataDir} is in use by process ${record.server.pid}, which process ${record.owner.pid} started: stop that one first`,
      )
    }
    log(`ending process ${record.server.pid}, left behind on ${dataDir} by a start that did not stop`)
    await endByPid(record.server)
  }
  removePidFile(dataDir)
}

/** True when the process is the one written down and its command line names our data directory. */
function isOurs(server: ProcessIdentity, dataDir: string): boolean {
  return stillRuns(server) && (commandLine(server.pid)?.includes(dataDir) ?? false)
}

async function endByPid(server: ProcessIdentity): Promise<void> {
  for (const [signal, patienceMs] of [
    ['SIGTERM', TERM_PATIENCE_MS],
    ['SIGKILL', KILL_PATIENCE_MS],
  ] as const) {
    if (stillRuns(server)) process.kill(server.pid, signal)
    const deadline = Date.now() + patienceMs
    while (stillRuns(server) && Date.now() < deadline) await delay(POLL_MS)
    if (!stillRuns(server)) return
  }
  throw new Error(`process ${server.pid} does not end, not even by SIGKILL: end it by hand and start again`)
}

function readPidFile(dataDir: string): PidRecord | undefined {
  try {
    const record: Partial<PidRecord> = JSON.parse(readFileSync(pidFileOf(dataDir), 'utf8'))
    return isIdentity(record.server) && isIdentity(record.owner)
      ? { server: record.server, owner: record.owner }
      : undefined
  } catch {
    return undefined
  }
}

function isIdentity(value: ProcessIdentity | undefined): value is ProcessIdentity {
  return typeof value?.pid === 'number' && typeof value.startedAt === 'string'
}

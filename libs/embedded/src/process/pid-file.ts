import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { commandLine, identify, type ProcessIdentity, stillRuns } from './identity.js'

const TERM_PATIENCE_MS = 15_000
const KILL_PATIENCE_MS = 5_000
const POLL_MS = 50

interface PidRecord {
  readonly server: ProcessIdentity
  readonly owner: ProcessIdentity
}

/** The pid file of the server on a data directory: beside it, so that the directory stays the server's. */
export function pidFileOf(dataDir: string): PidFile {
  return { path: `${dataDir}.pid.json`, marker: dataDir }
}

/** Where a process that we start is written down, and a text in its command line that proves it is the one. */
export interface PidFile {
  readonly path: string
  readonly marker: string
}

/** Writes down that this process has started another one. */
export function writePidFile({ path }: PidFile, pid: number): void {
  const server = identify(pid)
  const owner = identify(process.pid)
  if (server === undefined || owner === undefined) return
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, JSON.stringify({ server, owner } satisfies PidRecord))
}

export function removePidFile({ path }: PidFile): void {
  rmSync(path, { force: true })
}

/**
 * Ends a process that an earlier run of ours left behind. One whose starter still lives is an error; a pid that by now
 * belongs to somebody else is left alone.
 */
export async function endOrphan(file: PidFile, log: (line: string) => void = () => undefined): Promise<void> {
  const record = readPidFile(file)
  if (record !== undefined && isOurs(record.server, file.marker)) {
    if (stillRuns(record.owner)) {
      throw new Error(
        `${file.marker} is in use by process ${record.server.pid}, which process ${record.owner.pid} started: stop that one first`,
      )
    }
    log(`ending process ${record.server.pid}, left behind (${file.marker}) by a start that did not stop`)
    await endByPid(record.server)
  }
  removePidFile(file)
}

/** True when the process is the one written down and its command line shows that it is ours. */
function isOurs(server: ProcessIdentity, marker: string): boolean {
  return stillRuns(server) && (commandLine(server.pid)?.includes(marker) ?? false)
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

function readPidFile({ path }: PidFile): PidRecord | undefined {
  try {
    const record: Partial<PidRecord> = JSON.parse(readFileSync(path, 'utf8'))
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

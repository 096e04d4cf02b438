import { mkdirSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { errorCode } from '../errors.js'
import { logSize, logTail } from '../process/log-tail.js'
import { type Exit, type OwnedProcess, spawnOwned } from '../process/owned-process.js'
import { endOrphan, pidFileOf, removePidFile, writePidFile } from '../process/pid-file.js'
import { assertPortFree } from '../ports.js'
import { findBinaries } from './binaries.js'
import { dropStalePostmasterPid, ensureCluster, PASSWORD, SUPERUSER } from './cluster.js'
import { ensureDatabase } from './database.js'
import { privilegesFor, systemUser } from './system-user.js'

const DATABASE = 'hookline'
const START_DEADLINE_MS = 60_000
const POLL_MS = 50
// A killed server's children hold its shared memory a moment longer.
const TAKEOVER_DEADLINE_MS = 15_000
const STILL_HELD = 'pre-existing shared memory block'

export interface PostgresOptions {
  readonly dataDir: string
  readonly port: number
  /** Hears of repairs; the server's own output goes to logFile. */
  readonly log?: (line: string) => void
  /** Default: beside the data directory, with the ending .log. */
  readonly logFile?: string
  /** The variable that an error about the port names. Default: HOOKLINE_PORT_POSTGRES. */
  readonly portVariable?: string
  /** Further server settings, such as { max_connections: '50' }. */
  readonly settings?: Readonly<Record<string, string>>
}

export interface EmbeddedPostgres {
  /** The superuser's URL of the database hookline. */
  readonly url: string
  readonly pid: number
  readonly exited: Promise<Exit>
  /** Fast shutdown; start again on the same directory with startPostgres. */
  stop(): Promise<void>
  /** kill -9, as a power cut would do it. */
  kill(): Promise<void>
}

/** Starts a real PostgreSQL server on loopback; the data directory is made, or repaired, or taken up again. */
export async function startPostgres(options: PostgresOptions): Promise<EmbeddedPostgres> {
  const dataDir = resolve(options.dataDir)
  const log = options.log ?? (() => undefined)
  mkdirSync(dirname(dataDir), { recursive: true })
  await endOrphan(pidFileOf(dataDir), log)
  await assertPortFree(options.port, options.portVariable ?? 'HOOKLINE_PORT_POSTGRES')
  const { initdb, postgres } = await findBinaries()
  const user = systemUser()
  await ensureCluster({ dataDir, initdb, user, log })
  dropStalePostmasterPid(dataDir, log)

  const url = `postgres://${SUPERUSER}:${PASSWORD}@127.0.0.1:${options.port}/${DATABASE}`
  const logFile = options.logFile ?? `${dataDir}.log`
  const launch = () =>
    spawnOwned({
      command: postgres,
      args: ['-D', dataDir, '-p', String(options.port), ...settings(options.settings)],
      cwd: dataDir,
      logFile,
      deathSignal: 'INT',
      privileges: privilegesFor(user),
    })
  const server = await launchUntilReady(launch, url, logFile)
  writePidFile(pidFileOf(dataDir), server.pid)
  return handle(server, url, dataDir)
}

function settings(further: PostgresOptions['settings'] = {}): string[] {
  const all = { listen_addresses: '127.0.0.1', unix_socket_directories: '', max_connections: '200', ...further }
  return Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`])
}

async function launchUntilReady(launch: () => Promise<OwnedProcess>, url: string, logFile: string) {
  const takeover = Date.now() + TAKEOVER_DEADLINE_MS
  for (;;) {
    const from = logSize(logFile)
    const server = await launch()
    if (await answers(server, url)) return server
    const tail = logTail(logFile, { from })
    if (!tail.includes(STILL_HELD) || Date.now() > takeover) {
      throw new Error(`PostgreSQL ended before it was ready; the last lines of ${logFile}:\n${tail}`)
    }
    await delay(POLL_MS)
  }
}

/** True once the server has answered a query; false when its process ended first. */
async function answers(server: OwnedProcess, url: string): Promise<boolean> {
  let ended = false
  void server.exited.then(() => (ended = true))
  const deadline = Date.now() + START_DEADLINE_MS
  let reason: unknown
  while (Date.now() < deadline) {
    if (ended) return false
    reason = await ensureDatabase(url).then(
      () => undefined,
      (error: unknown) => error,
    )
    if (reason === undefined) return true
    if (isRefused(reason)) break
    await delay(POLL_MS)
  }
  await server.end([{ signal: 'SIGKILL', patienceMs: 5_000 }])
  if (isRefused(reason))
    throw new Error('PostgreSQL refused its own superuser: its data was made by somebody else', { cause: reason })
  throw new Error(`PostgreSQL did not answer within ${START_DEADLINE_MS / 1000} s`, { cause: reason })
}

/** True for a wrong password or an unknown role, which waiting does not mend. */
function isRefused(error: unknown): boolean {
  return errorCode(error)?.startsWith('28') ?? false
}

function handle(server: OwnedProcess, url: string, dataDir: string): EmbeddedPostgres {
  const end = async (...steps: [NodeJS.Signals, number][]) => {
    await server.end(steps.map(([signal, patienceMs]) => ({ signal, patienceMs })))
    removePidFile(pidFileOf(dataDir))
  }
  return {
    url,
    pid: server.pid,
    exited: server.exited,
    stop: () => end(['SIGINT', 15_000], ['SIGQUIT', 5_000], ['SIGKILL', 5_000]),
    kill: () => end(['SIGKILL', 5_000]),
  }
}

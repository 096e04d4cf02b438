import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { type Exit, type PidFile, removePidFile, spawnOwned, writePidFile } from '@hookline/embedded'
import type { Settings } from '../settings.ts'
import { logFile } from './infrastructure.ts'
import type { ServiceName } from './service-environment.ts'
import type { Running } from './supervise.ts'

const READY_DEADLINE_MS = 60_000
const POLL_MS = 100
const LINES_OF_A_FAILURE = 20
/** A service drains within 15 s; what is left after that is ended. */
const STOP = [
  { signal: 'SIGTERM', patienceMs: 16_000 },
  { signal: 'SIGKILL', patienceMs: 5_000 },
] as const

type Env = Readonly<Record<string, string | undefined>>

/** The entry points of a service that its build makes. */
export const entryPoint = (settings: Settings, name: ServiceName, file: 'main.js' | 'migrate.js'): string =>
  join(settings.root, 'apps', name, 'dist', file)

/** Where the pid of a service is kept, for a start that finds it left behind. */
export const servicePidFile = (settings: Settings, name: ServiceName): PidFile => ({
  path: join(settings.dataDir, 'pids', `${name}.json`),
  marker: entryPoint(settings, name, 'main.js'),
})

/** Starts a service as a process of its own; it may not be ready yet. */
export async function startService(settings: Settings, name: ServiceName, env: Env): Promise<Running> {
  const child = await spawnOwned({
    command: process.execPath,
    args: ['--enable-source-maps', entryPoint(settings, name, 'main.js')],
    cwd: settings.root,
    env,
    logFile: logFile(settings, name),
    deathSignal: 'KILL',
  })
  const pidFile = servicePidFile(settings, name)
  writePidFile(pidFile, child.pid)
  const stop = async (): Promise<Exit> => {
    const exit = await child.end(STOP)
    removePidFile(pidFile)
    return exit
  }
  return { pid: child.pid, exited: child.exited, stop }
}

/** Resolves once the service can work; an error carries the end of its log. */
export async function untilReady(
  settings: Settings,
  name: ServiceName,
  running: Running,
  stopping: AbortSignal,
): Promise<void> {
  const from = logSize(settings, name)
  let ended = false
  void running.exited.then(() => (ended = true))
  const deadline = Date.now() + READY_DEADLINE_MS
  while (!(await answers(settings.ports[name]))) {
    stopping.throwIfAborted()
    const problem = ended ? 'ended before it was ready' : `was not ready within ${READY_DEADLINE_MS / 1000} s`
    if (ended || Date.now() > deadline) throw new Error(`${name} ${problem}; ${logEnd(settings, name, from)}`)
    await delay(POLL_MS)
  }
}

async function answers(port: number): Promise<boolean> {
  try {
    const response = await fetch(`http://127.0.0.1:${port}/readyz`, { signal: AbortSignal.timeout(2_000) })
    await response.body?.cancel()
    return response.status === 200
  } catch {
    return false
  }
}

function logSize(settings: Settings, name: ServiceName): number {
  return statSync(logFile(settings, name), { throwIfNoEntry: false })?.size ?? 0
}

function logEnd(settings: Settings, name: ServiceName, from: number): string {
  const file = logFile(settings, name)
  if (!existsSync(file)) return `it has no log at ${file}`
  const lines = readFileSync(file).subarray(from).toString('utf8').trimEnd().split('\n')
  return `the last lines of ${file}:\n${lines.slice(-LINES_OF_A_FAILURE).join('\n')}`
}

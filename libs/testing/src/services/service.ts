import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Exit, freePort, type OwnedProcess, spawnOwned } from '@hookline/embedded'
import { testDir, workspaceRoot } from '../workspace.js'
import { waitFor } from '../wait-for.js'
import { baseEnvironment, type Environment, portVariable, type ServiceName } from './service-name.js'

const READY_DEADLINE_MS = 45_000
/** A service has 15 s to drain; what does not end then is ended, and the spec sees SIGKILL as its signal. */
const STOP_PATIENCE_MS = 20_000
const KILL_PATIENCE_MS = 5_000
const LINES_OF_A_FAILURE = 25

export interface ServiceOptions {
  readonly app: ServiceName
  readonly env: Environment
  /** Default: a free one. */
  readonly port?: number
  /** Default: the built entry point in the checkout. */
  readonly entry?: string
  readonly deadlineMs?: number
}

/** A service that runs, or has run: a killed one can be started again on the same port. */
export interface Service {
  readonly app: ServiceName
  readonly url: string
  readonly port: number
  /** The pid of the current process. */
  readonly pid: number
  /** How the current process ended, once it has. */
  readonly exited: Promise<Exit>
  /** Everything that all its processes have printed. */
  logs(): string
  /** Sends a signal and waits for the end. */
  kill(signal?: NodeJS.Signals): Promise<Exit>
  /** SIGTERM; the exit code says how the drain went. */
  stop(): Promise<Exit>
  /** Starts a process again after a kill or stop, and waits until it is ready. */
  start(): Promise<void>
  /** Stop, then start. */
  restart(): Promise<void>
}

/** Starts a built service as a process of its own and waits until /readyz answers 200. */
export async function spawnService(options: ServiceOptions): Promise<Service> {
  const { app } = options
  const port = options.port ?? (await freePort())
  const url = `http://127.0.0.1:${port}`
  const logFile = testDir('logs', `${app}-${randomBytes(4).toString('hex')}.log`)
  const logs = () => (existsSync(logFile) ? readFileSync(logFile, 'utf8') : '')
  const launch = () => startProcess({ ...options, port, logFile, url })
  let current = await launch()
  const service: Service = {
    app,
    url,
    port,
    get pid() {
      return current.pid
    },
    get exited() {
      return current.exited
    },
    logs,
    kill: (signal = 'SIGKILL') => current.end([{ signal, patienceMs: STOP_PATIENCE_MS }]),
    stop: () =>
      current.end([
        { signal: 'SIGTERM', patienceMs: STOP_PATIENCE_MS },
        { signal: 'SIGKILL', patienceMs: KILL_PATIENCE_MS },
      ]),
    start: async () => void (current = await launch()),
    restart: async () => {
      await service.stop()
      await service.start()
    },
  }
  return service
}

interface Launch extends ServiceOptions {
  readonly port: number
  readonly logFile: string
  readonly url: string
}

async function startProcess(launch: Launch): Promise<OwnedProcess> {
  const { app, env, port, logFile } = launch
  const child = await spawnOwned({
    command: process.execPath,
    args: ['--enable-source-maps', launch.entry ?? builtFile(app, 'main.js')],
    cwd: workspaceRoot(),
    env: { ...baseEnvironment(), ...env, [portVariable(app)]: String(port) },
    logFile,
    deathSignal: 'KILL',
  })
  try {
    await untilReady(launch, child)
    return child
  } catch (error) {
    await child.end([{ signal: 'SIGKILL', patienceMs: KILL_PATIENCE_MS }])
    throw new Error(`${app} did not become ready; its last lines:\n${lastLines(logFile)}`, { cause: error })
  }
}

async function untilReady({ app, url, deadlineMs = READY_DEADLINE_MS }: Launch, child: OwnedProcess): Promise<void> {
  let exit: Exit | undefined
  void child.exited.then((value) => (exit = value))
  const ready = async () => exit !== undefined || (await fetch(`${url}/readyz`)).status === 200
  await waitFor(ready, { what: `${app} to answer 200 at ${url}/readyz`, deadlineMs })
  if (exit !== undefined) throw new Error(`${app} ended (${JSON.stringify(exit)})`)
}

/** The path of a built file of an app. */
export function builtFile(app: ServiceName, file: string): string {
  const path = join(workspaceRoot(), 'apps', app, 'dist', file)
  if (!existsSync(path)) throw new Error(`${path} is missing: build first (pnpm run build)`)
  return path
}

function lastLines(logFile: string): string {
  return readFileSync(logFile, 'utf8').trimEnd().split('\n').slice(-LINES_OF_A_FAILURE).join('\n')
}

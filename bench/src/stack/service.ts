import { existsSync, readFileSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import { type EndStep, type Exit, type OwnedProcess, spawnOwned } from '@hookline/embedded'
import { type Context, logFile, root } from './context.ts'

const READY_WITHIN_MS = 60_000
const POLL_MS = 50
const KILL = { signal: 'SIGKILL', patienceMs: 5_000 } as const
const STOP = [{ signal: 'SIGTERM', patienceMs: 20_000 }, KILL] as const

export interface ServiceOptions {
  /** For figures and logs. */
  readonly name: string
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string>>
  readonly port: number
}

/** A process of the system under test. */
export interface Service {
  readonly name: string
  readonly url: string
  pid(): number
  /** How it ended though nobody asked it to. */
  endedBy(): string | undefined
  stop(): Promise<void>
  /** kill -9. */
  kill(): Promise<void>
  /** Starts it again and waits until it is ready. */
  start(): Promise<void>
}

/** Starts a service and waits until /readyz answers 200; it is stopped with the bench. */
export async function startService(context: Context, options: ServiceOptions): Promise<Service> {
  let running: OwnedProcess | undefined
  let ended: Exit | undefined
  const start = async (): Promise<void> => {
    const child = await launch(context, options)
    running = child
    ended = undefined
    void child.exited.then((exit) => running === child && (ended = exit))
    await untilReady(context, options, () => ended)
  }
  const end = async (steps: readonly EndStep[]): Promise<void> => {
    const child = running
    running = undefined
    await child?.end(steps)
  }
  const stop = (): Promise<void> => end(STOP)
  context.cleanup.add(stop)
  await start()
  return {
    name: options.name,
    url: `http://127.0.0.1:${options.port}`,
    pid: () => running?.pid ?? 0,
    endedBy: () => ended && `${options.name} ended (${ended.code ?? ended.signal}): see its log`,
    stop,
    kill: () => end([KILL]),
    start,
  }
}

function launch(context: Context, { name, args, env }: ServiceOptions): Promise<OwnedProcess> {
  const { PATH = '', HOME = '/' } = process.env
  const profile = context.options.profile ? ['--cpu-prof', `--cpu-prof-dir=${context.options.profile}`] : []
  return spawnOwned({
    command: process.execPath,
    args: [...profile, '--enable-source-maps', ...args],
    cwd: root,
    env: { PATH, HOME, NODE_ENV: 'production', ...env },
    logFile: logFile(context, name),
    deathSignal: 'KILL',
  })
}

async function untilReady(context: Context, { name, port }: ServiceOptions, ended: () => Exit | undefined) {
  const deadline = Date.now() + READY_WITHIN_MS
  while (!(await isReady(port))) {
    context.stopping.throwIfAborted()
    if (ended() !== undefined || Date.now() > deadline) {
      throw new Error(`${name} did not become ready; its last lines:\n${tail(logFile(context, name))}`)
    }
    await delay(POLL_MS)
  }
}

async function isReady(port: number): Promise<boolean> {
  try {
    const response = await fetch(`http://127.0.0.1:${port}/readyz`, { signal: AbortSignal.timeout(2_000) })
    await response.body?.cancel()
    return response.status === 200
  } catch {
    return false
  }
}

function tail(file: string): string {
  return existsSync(file) ? readFileSync(file, 'utf8').trimEnd().split('\n').slice(-15).join('\n') : 'it has no log'
}

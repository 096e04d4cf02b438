import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, existsSync, mkdirSync, openSync } from 'node:fs'
import { dirname } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'

const SETPRIV = '/usr/bin/setpriv'

/** How a process ended. */
export interface Exit {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
}

/** A server that this process started and answers for. */
export interface OwnedProcess {
  readonly pid: number
  readonly exited: Promise<Exit>
  /** Sends the signals one after the other, each with its own patience, until the process has ended. */
  end(steps: readonly EndStep[]): Promise<Exit>
}

export interface EndStep {
  readonly signal: NodeJS.Signals
  readonly patienceMs: number
}

export interface SpawnOptions {
  readonly command: string
  readonly args: readonly string[]
  readonly cwd: string
  readonly logFile: string
  readonly env?: NodeJS.ProcessEnv
  /** What the kernel sends the server when this process dies without a word (Linux only). */
  readonly deathSignal: 'INT' | 'TERM' | 'KILL'
  /** Further words for setpriv, such as another user. */
  readonly privileges?: readonly string[]
}

/**
 * Starts a server in a process group of its own, so that Ctrl-C in the terminal reaches only us and we choose the
 * order in which things stop. Its output goes to a file, which outlives both.
 */
export async function spawnOwned(options: SpawnOptions): Promise<OwnedProcess> {
  const [command, args] = withPrivileges(options)
  mkdirSync(dirname(options.logFile), { recursive: true })
  const log = openSync(options.logFile, 'a')
  try {
    const child = spawn(command, args, {
      cwd: options.cwd,
      env: options.env ?? process.env,
      detached: true,
      stdio: ['ignore', log, log],
    })
    await once(child, 'spawn')
    return own(child)
  } finally {
    closeSync(log)
  }
}

function withPrivileges(options: SpawnOptions): [string, string[]] {
  if (!existsSync(SETPRIV)) return [options.command, [...options.args]]
  const privileges = ['--pdeathsig', options.deathSignal, ...(options.privileges ?? [])]
  return [SETPRIV, [...privileges, '--', options.command, ...options.args]]
}

function own(child: ChildProcess): OwnedProcess {
  const { pid } = child
  if (pid === undefined) throw new Error(`${child.spawnfile} started without a pid`)
  let exit: Exit | undefined
  const exited = new Promise<Exit>((resolve) => {
    child.once('exit', (code, signal) => {
      exit = { code, signal }
      resolve(exit)
    })
  })
  const end = async (steps: readonly EndStep[]): Promise<Exit> => {
    for (const step of steps) {
      if (exit === undefined) child.kill(step.signal)
      const ended = await within(exited, step.patienceMs)
      if (ended !== undefined) return ended
    }
    throw new Error(
      `process ${pid} (${child.spawnfile}) does not end, not even by ${steps.at(-1)?.signal ?? 'a signal'}`,
    )
  }
  return { pid, exited, end }
}

async function within<T>(promise: Promise<T>, ms: number): Promise<T | undefined> {
  const timer = new AbortController()
  try {
    return await Promise.race([promise, delay(ms, undefined, { signal: timer.signal })])
  } finally {
    timer.abort()
  }
}

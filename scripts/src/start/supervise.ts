import { setTimeout as delay } from 'node:timers/promises'
import { backOffMs, failuresInARow } from './back-off.ts'

/** A process that can be watched and stopped. */
export interface Running {
  readonly pid: number
  readonly exited: Promise<unknown>
  stop(): Promise<unknown>
}

export interface Supervised {
  readonly name: string
  /** The pid of the current process. */
  readonly pid: number
  stop(): Promise<void>
}

export interface SuperviseOptions<T extends Running> {
  readonly name: string
  readonly start: () => Promise<T>
  /** What the first start waits for; one that fails is stopped, and the error thrown. */
  readonly ready?: (running: T) => Promise<void>
  /** Told of every crash and of every new start. */
  readonly say: (line: string) => void
  /** Told when there is another pid. */
  readonly changed: () => void
}

/** Starts a process, and starts it again with back-off whenever it ends unasked. A first start that fails is thrown. */
export async function supervise<T extends Running>(options: SuperviseOptions<T>): Promise<Supervised> {
  const { name } = options
  let current = await options.start()
  try {
    await options.ready?.(current)
  } catch (error) {
    await current.stop()
    throw error
  }
  const stopping = new AbortController()
  const watching = watch(options, current, stopping.signal, (next) => (current = next))
  return {
    name,
    get pid() {
      return current.pid
    },
    stop: async () => {
      stopping.abort()
      await watching
      await current.stop()
    },
  }
}

async function watch<T extends Running>(
  { name, start, say, changed }: SuperviseOptions<T>,
  first: T,
  stopping: AbortSignal,
  become: (next: T) => void,
): Promise<void> {
  let current = first
  let failures = 0
  for (;;) {
    const startedAt = Date.now()
    await orStopped(current.exited, stopping)
    if (stopping.aborted) return
    failures = failuresInARow(failures, Date.now() - startedAt)
    const next = await again({ name, start, say, stopping, failures, why: `process ${current.pid} has ended` })
    if (next === undefined) return
    failures = next.failures
    current = next.running
    become(current)
    say(`✓ ${name} runs again as process ${current.pid}`)
    changed()
  }
}

interface Again<T extends Running> {
  readonly name: string
  readonly start: () => Promise<T>
  readonly say: (line: string) => void
  readonly stopping: AbortSignal
  readonly failures: number
  readonly why: string
}

async function again<T extends Running>(plan: Again<T>): Promise<{ running: T; failures: number } | undefined> {
  let { failures, why } = plan
  for (;;) {
    const ms = backOffMs(failures)
    plan.say(`✗ ${plan.name}: ${why}; starting it again in ${ms / 1000} s`)
    await orStopped(delay(ms, undefined, { ref: false }), plan.stopping)
    if (plan.stopping.aborted) return undefined
    try {
      return { running: await plan.start(), failures }
    } catch (error) {
      failures += 1
      why = error instanceof Error ? error.message : 'it did not start'
    }
  }
}

async function orStopped(promise: Promise<unknown>, stopping: AbortSignal): Promise<void> {
  if (stopping.aborted) return
  const { promise: stopped, resolve } = Promise.withResolvers<undefined>()
  const listener = () => resolve(undefined)
  stopping.addEventListener('abort', listener, { once: true })
  await Promise.race([promise, stopped])
  stopping.removeEventListener('abort', listener)
}

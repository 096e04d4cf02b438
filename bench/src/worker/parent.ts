import { fork } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { AnswerMessage, AnswerOf, ArgumentOf, CallMessage, Calls } from './protocol.ts'

/** A process of our own that answers calls over IPC. It ends when its channel closes, so also when we die. */
export interface Worker<C extends Calls> {
  readonly pid: number
  call<K extends keyof C & string>(method: K, argument: ArgumentOf<C, K>): Promise<AnswerOf<C, K>>
  end(): Promise<void>
}

const KILL_AFTER_MS = 3_000

/** Starts a worker; its output goes to the log file. */
export async function startWorker<C extends Calls>(
  entry: URL,
  logFile: string,
  env: Readonly<Record<string, string>> = {},
): Promise<Worker<C>> {
  const log = openSync(logFile, 'a')
  const child = fork(fileURLToPath(entry), [], {
    stdio: ['ignore', log, log, 'ipc'],
    serialization: 'advanced',
    detached: true,
    env: { ...process.env, ...env },
  })
  closeSync(log)
  await once(child, 'spawn')
  const waiting = new Map<number, PromiseWithResolvers<unknown>>()
  child.on('message', (answer: AnswerMessage) => settle(waiting, answer))
  const exited = once(child, 'exit')
  void exited.then(() => {
    for (const { reject } of waiting.values()) reject(new Error(`${fileURLToPath(entry)} has ended: see ${logFile}`))
  })
  let lastId = 0
  return {
    pid: child.pid ?? 0,
    call: (method, argument) => {
      const call = Promise.withResolvers<unknown>()
      const message: CallMessage = { id: ++lastId, method, argument }
      waiting.set(message.id, call)
      child.send(message, (error) => error && call.reject(error))
      return call.promise as Promise<never>
    },
    end: async () => {
      if (child.connected) child.disconnect()
      const timer = setTimeout(() => child.kill('SIGKILL'), KILL_AFTER_MS)
      if (child.exitCode === null && child.signalCode === null) await exited
      clearTimeout(timer)
    },
  }
}

function settle(waiting: Map<number, PromiseWithResolvers<unknown>>, { id, value, error }: AnswerMessage): void {
  const call = waiting.get(id)
  waiting.delete(id)
  if (error === undefined) call?.resolve(value)
  else call?.reject(new Error(error))
}

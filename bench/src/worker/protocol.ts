/** One call over the IPC channel, and its answer. */
export interface CallMessage {
  readonly id: number
  readonly method: string
  readonly argument: unknown
}

export interface AnswerMessage {
  readonly id: number
  readonly value?: unknown
  readonly error?: string
}

/** The calls that a worker answers: each takes one argument. */
export type Calls = Record<string, (argument: never) => unknown>

export type ArgumentOf<C extends Calls, K extends keyof C> = Parameters<C[K]>[0]
export type AnswerOf<C extends Calls, K extends keyof C> = Awaited<ReturnType<C[K]>>

import { setTimeout as delay } from 'node:timers/promises'

export interface WaitOptions {
  /** Completes "waited n s for …"; a function tells the state at the end. */
  readonly what: string | (() => string)
  readonly deadlineMs?: number
  readonly everyMs?: number
}

/**
 * Asks until the answer is truthy, and gives that answer. A question that throws counts as "not yet"; the last error is
 * the cause of the one that the deadline throws.
 */
export async function waitFor<T>(
  ask: () => T | Promise<T>,
  { what, deadlineMs = 10_000, everyMs = 25 }: WaitOptions,
): Promise<NonNullable<Exclude<T, false>>> {
  const deadline = Date.now() + deadlineMs
  let cause: unknown
  for (;;) {
    try {
      const answer = await ask()
      if (answer) return answer as NonNullable<Exclude<T, false>>
      cause = undefined
    } catch (error) {
      cause = error
    }
    if (Date.now() >= deadline)
      throw new Error(waited(typeof what === 'string' ? what : what(), deadlineMs, cause), { cause })
    await delay(everyMs)
  }
}

function waited(what: string, deadlineMs: number, cause: unknown): string {
  const because = cause === undefined ? '' : ` (last: ${describe(cause)})`
  return `waited ${deadlineMs / 1000} s for ${what}${because}`
}

function describe(cause: unknown): string {
  return cause instanceof Error ? cause.message : JSON.stringify(cause)
}

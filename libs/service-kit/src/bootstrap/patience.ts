import { setTimeout as delay } from 'node:timers/promises'
import type { Logger } from '../logging/logger.js'

const FIRST_DELAY_MS = 200
const MAX_DELAY_MS = 2_000

/**
 * Repeats until it works: a service whose broker or database is not there yet waits, not ready, instead of dying.
 * Rejects when the signal says that nobody needs it any more.
 */
export async function patiently<T>(
  logger: Logger,
  what: string,
  attempt: () => Promise<T>,
  signal?: AbortSignal,
): Promise<T> {
  for (let wait = FIRST_DELAY_MS; ; wait = Math.min(wait * 2, MAX_DELAY_MS)) {
    signal?.throwIfAborted()
    try {
      return await attempt()
    } catch (error) {
      if (wait === FIRST_DELAY_MS) logger.error('service.waiting', error, { for: what })
      await delay(wait, undefined, signal && { signal })
    }
  }
}

/** Resolves when `work` does, or after `ms`: a shutdown waits for what is under way, but not for ever. */
export async function within(ms: number, work: Promise<unknown>): Promise<void> {
  const over = new AbortController()
  const timeout = delay(ms, undefined, { signal: over.signal }).catch(() => undefined)
  await Promise.race([work, timeout])
  over.abort()
}

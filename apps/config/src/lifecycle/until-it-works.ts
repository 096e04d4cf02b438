import { setTimeout as delay } from 'node:timers/promises'
import type { Logger } from '@hookline/service-kit'

interface Options {
  name: string
  logger: Logger
  signal: AbortSignal
}

const FIRST_PAUSE_MS = 250
const LONGEST_PAUSE_MS = 5_000

/**
 * Calls `attempt` until it succeeds, with growing pauses. Says once what is waited for and once that it came.
 * @throws what `signal` was aborted with
 */
export async function untilItWorks<T>(attempt: () => Promise<T>, { name, logger, signal }: Options): Promise<T> {
  for (let failures = 0; ; failures += 1) {
    signal.throwIfAborted()
    try {
      const result = await attempt()
      if (failures > 0) logger.event('startup.reached', { name, attempts: failures + 1 })
      return result
    } catch (error) {
      if (failures === 0) logger.error('startup.waiting', error, { name })
    }
    await delay(Math.min(FIRST_PAUSE_MS * 2 ** failures, LONGEST_PAUSE_MS), undefined, { signal })
  }
}

import { setTimeout as delay } from 'node:timers/promises'
import type { Logger } from '@hookline/service-kit'

const FIRST_WAIT_MS = 200
const LONGEST_WAIT_MS = 5_000

interface Options {
  logger: Logger
  signal: AbortSignal
}

/** Tries until it works or the signal says stop: the gateway may start before the broker does. */
export async function keepTrying(
  what: string,
  attempt: () => Promise<void>,
  { logger, signal }: Options,
): Promise<void> {
  for (let wait = FIRST_WAIT_MS; !signal.aborted; wait = Math.min(wait * 2, LONGEST_WAIT_MS)) {
    try {
      await attempt()
      return
    } catch (error) {
      if (signal.aborted) return
      logger.warn('kafka.start_failed', { what, reason: (error as Error).message, next_try_ms: wait })
      await delay(wait, undefined, { signal }).catch(() => undefined)
    }
  }
}

import { collectDefaultMetrics } from 'prom-client'
import type { Logger } from '../logging/logger.js'

export interface RunningService {
  /** Stops intake, drains, flushes, commits, closes: in that order. */
  stop(): Promise<void>
}

interface Options {
  name: string
  logger: Logger
  process: NodeJS.Process
  start: () => Promise<RunningService>
}

/** SIGTERM must end in 15 s; after this a half-done drain is cut off, and the next owner repeats what was not written. */
const STOP_WITHIN_MS = 14_000

/** Starts a service, stops it on SIGTERM or SIGINT with exit code 0, and ends it on what nobody caught. */
export async function runService({ name, logger, process, start }: Options): Promise<void> {
  collectDefaultMetrics()
  const die = (event: string) => (error: unknown) => {
    logger.error(event, error)
    process.exitCode = 1
    void logger.flush().finally(() => process.exit(1))
  }
  process.on('uncaughtException', die('service.uncaught_exception'))
  process.on('unhandledRejection', die('service.unhandled_rejection'))
  let service: RunningService | undefined
  const stop = (signal: string): void => {
    logger.event('service.stopping', { signal })
    setTimeout(() => process.exit(1), STOP_WITHIN_MS).unref()
    // Still starting: nothing was taken over yet that would have to be ended.
    const stopped = service?.stop() ?? Promise.resolve()
    stopped.then(() => exit(logger, process), die('service.stop_failed'))
  }
  process.once('SIGTERM', () => stop('SIGTERM'))
  process.once('SIGINT', () => stop('SIGINT'))
  const started = performance.now()
  service = await start()
  logger.event('service.started', { name, pid: process.pid, ms: Math.round(performance.now() - started) })
}

function exit(logger: Logger, process: NodeJS.Process): void {
  logger.event('service.stopped')
  void logger.flush().finally(() => process.exit(0))
}

/** For `onFatal` of consumers: logs why and ends the process, so that the supervisor starts a fresh one. */
export const endProcess =
  (logger: Logger, process: NodeJS.Process) =>
  (reason: string): void => {
    logger.error('service.fatal', new Error(reason))
    void logger.flush().finally(() => process.exit(1))
  }

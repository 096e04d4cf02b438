import type { Consumer } from 'kafkajs'
import type { Logger } from '../logging/logger.js'

export interface ConsumerHealth {
  /** In its group and not crashed. */
  joined(): boolean
  /** From now on a crash belongs to the shutdown and ends nothing. */
  stop(): void
}

interface Options {
  name: string
  logger: Logger
  onFatal: (reason: string) => void
  /** Connects, subscribes and runs again: what kafkajs does itself after a crash that it takes for a passing one. */
  revive: () => Promise<void>
  watchdogSeconds: number
}

const REVIVE_AFTER_MS = 1_000
/** More crashes than this within a minute are no passing trouble. */
const MAX_CRASHES = 30
const MINUTE_MS = 60_000

/**
 * kafkajs can die quietly: an error that it takes for a lasting one disconnects the consumer, and the process lives on (kafkajs
 * #1441, #658), even when a broker is only going down ("Failed to find group coordinator"). Such a consumer is started
 * again; crash after crash, or a joined consumer that has not fetched for the watchdog's time, ends the process.
 */
export function superviseConsumer(consumer: Consumer, options: Options): ConsumerHealth {
  let joined = false
  let stopped = false
  let lastSign = Date.now()
  let crashes: number[] = []
  const alive = (): void => {
    lastSign = Date.now()
  }
  consumer.on('consumer.group_join', () => {
    joined = true
    alive()
  })
  consumer.on('consumer.fetch', alive)
  consumer.on('consumer.end_batch_process', alive)
  consumer.on('consumer.rebalancing', alive)
  consumer.on('consumer.crash', ({ payload }) => {
    joined = false
    alive()
    options.logger.error('kafka.consumer_crashed', payload.error, { consumer: options.name, restart: payload.restart })
    if (!payload.restart && !stopped) revive()
  })
  const revive = (): void => {
    crashes = [...crashes.filter((at) => at > Date.now() - MINUTE_MS), Date.now()]
    if (crashes.length > MAX_CRASHES) return options.onFatal(`the consumer ${options.name} crashed for good`)
    setTimeout(() => {
      if (stopped) return
      options.revive().catch((error: unknown) => {
        options.logger.error('kafka.consumer_not_revived', error, { consumer: options.name })
        if (!stopped) revive()
      })
    }, REVIVE_AFTER_MS)
    return undefined
  }
  const watchdogMs = options.watchdogSeconds * 1_000
  const check = (): void => {
    if (joined && Date.now() - lastSign > watchdogMs) options.onFatal(`the consumer ${options.name} stands still`)
  }
  const timer = watchdogMs > 0 ? setInterval(check, Math.max(1_000, watchdogMs / 4)) : undefined
  timer?.unref()
  const stop = (): void => {
    stopped = true
    clearInterval(timer)
  }
  return { joined: () => joined, stop }
}

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
  watchdogSeconds: number
}

/**
 * kafkajs can die quietly: a non-retriable error disconnects the consumer and the process lives on (kafkajs #1441, #658).
 * A crash without restart, or a joined consumer that has not fetched for the watchdog's time, ends the process.
 */
export function superviseConsumer(consumer: Consumer, options: Options): ConsumerHealth {
  let joined = false
  let stopped = false
  let lastSign = Date.now()
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
    if (!payload.restart && !stopped) options.onFatal(`the consumer ${options.name} crashed for good`)
  })
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

import type { Kafka } from 'kafkajs'
import type { Logger } from '../logging/logger.js'

const PROBE_EVERY_MS = 500

/**
 * Knows whether the broker answers, so that callers are refused at once instead of waiting out a timeout each.
 * Reports turn it down; a probe turns it up again.
 */
export class BrokerMonitor {
  private up = true
  private timer: NodeJS.Timeout | undefined

  constructor(
    private readonly kafka: Kafka,
    private readonly topic: string,
    private readonly logger: Logger,
  ) {}

  get isUp(): boolean {
    return this.up
  }

  reportFailure(error: unknown): void {
    if (!this.up) return
    this.up = false
    this.logger.error('kafka.broker_down', error)
    this.timer = setTimeout(() => void this.probe(), PROBE_EVERY_MS)
  }

  stop(): void {
    clearTimeout(this.timer)
  }

  private async probe(): Promise<void> {
    if (await this.answers()) {
      this.up = true
      this.logger.event('kafka.broker_up')
    } else {
      this.timer = setTimeout(() => void this.probe(), PROBE_EVERY_MS)
    }
  }

  private async answers(): Promise<boolean> {
    const admin = this.kafka.admin({ retry: { retries: 0 } })
    try {
      await admin.connect()
      const { topics } = await admin.fetchTopicMetadata({ topics: [this.topic] })
      return topics[0]?.partitions.every(({ leader }) => leader >= 0) ?? false
    } catch {
      return false
    } finally {
      await admin.disconnect().catch(() => undefined)
    }
  }
}

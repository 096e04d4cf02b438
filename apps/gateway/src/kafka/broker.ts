import { setTimeout as delay } from 'node:timers/promises'
import { TOPICS } from '@hookline/event-schemas'
import { BrokerMonitor, Logger, TopicNames } from '@hookline/service-kit'
import { Injectable } from '@nestjs/common'
import { Kafka, type Admin } from 'kafkajs'

const ASK_EVERY_MS = 500
const ANSWERS_WITHIN_MS = 2_000

/** Asks the broker twice a second whether it is there, so that the first caller after a loss need not find out by waiting. */
@Injectable()
export class Broker extends BrokerMonitor {
  private readonly admin: Admin
  private readonly topics: string[]
  private asker: NodeJS.Timeout | undefined
  private asking = false
  private connected = false

  constructor(kafka: Kafka, names: TopicNames, logger: Logger) {
    super(kafka, names.of(TOPICS.events), logger)
    this.admin = kafka.admin({ retry: { retries: 0 } })
    this.topics = [names.of(TOPICS.events)]
  }

  watch(): void {
    this.asker = setInterval(() => void this.ask(), ASK_EVERY_MS)
  }

  override stop(): void {
    super.stop()
    clearInterval(this.asker)
    void this.admin.disconnect().catch(() => undefined)
  }

  private async ask(): Promise<void> {
    if (this.asking || !this.isUp) return
    this.asking = true
    try {
      await Promise.race([this.metadata(), late()])
    } catch (error) {
      this.connected = false
      this.reportFailure(error)
    } finally {
      this.asking = false
    }
  }

  private async metadata(): Promise<void> {
    if (!this.connected) await this.admin.connect()
    this.connected = true
    await this.admin.fetchTopicMetadata({ topics: this.topics })
  }
}

async function late(): Promise<never> {
  await delay(ANSWERS_WITHIN_MS, undefined, { ref: false })
  throw new Error('the broker has not answered in time')
}

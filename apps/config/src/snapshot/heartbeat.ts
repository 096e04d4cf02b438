import { Injectable } from '@nestjs/common'
import { OutboxRelay } from '../outbox/outbox.relay.js'
import { heartbeatRecord } from './snapshot-record.js'
import { SnapshotTopic, TopicLostError } from './snapshot-topic.js'

const EVERY_MS = 1_000

/**
 * Proves to a reader that it has read everything. Needs no database, so that the others can start while ours is away;
 * also the first to see that a quiet topic was made anew.
 */
@Injectable()
export class Heartbeat {
  private timer: NodeJS.Timeout | undefined
  private beating: Promise<void> = Promise.resolve()

  constructor(
    private readonly topic: SnapshotTopic,
    private readonly relay: OutboxRelay,
  ) {}

  start(): void {
    this.timer = setTimeout(() => {
      this.beating = this.beat().finally(() => this.timer !== undefined && this.start())
    }, EVERY_MS)
  }

  async stop(): Promise<void> {
    clearTimeout(this.timer)
    this.timer = undefined
    await this.beating
  }

  private async beat(): Promise<void> {
    const { generation } = this.topic
    if (generation === 0) return
    try {
      await this.topic.append([heartbeatRecord(generation, new Date())])
    } catch (error) {
      if (error instanceof TopicLostError) this.relay.topicLost(error)
    }
  }
}

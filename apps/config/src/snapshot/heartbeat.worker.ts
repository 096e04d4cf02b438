import { Injectable } from '@nestjs/common'
import { Periodic } from '../lifecycle/periodic.js'
import { OutboxRelay } from '../outbox/outbox.relay.js'
import { heartbeatRecord } from './snapshot-record.js'
import { SnapshotTopic } from './snapshot-topic.js'

const EVERY_MS = 1_000

/**
 * Proves to a reader that it has read everything. Needs no database, so that the others can start while ours is away;
 * also the first to see that a quiet topic was made anew.
 */
@Injectable()
export class HeartbeatWorker {
  private readonly periodic = new Periodic(EVERY_MS, () => this.beat())

  constructor(
    private readonly topic: SnapshotTopic,
    private readonly relay: OutboxRelay,
  ) {}

  start(): void {
    this.periodic.start()
  }

  stop(): Promise<void> {
    return this.periodic.stop()
  }

  private async beat(): Promise<void> {
    const { generation } = this.topic
    if (generation === 0) return
    try {
      await this.topic.append([heartbeatRecord(generation, new Date())])
    } catch {
      // The topic itself has told the log, once; the next beat is the retry.
    }
    if (this.topic.isLost) this.relay.kick()
  }
}

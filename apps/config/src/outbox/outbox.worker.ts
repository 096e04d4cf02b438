import { Injectable } from '@nestjs/common'
import { Database } from '../database/database.js'
import { Periodic } from '../lifecycle/periodic.js'
import { oldestUnpublished, unpublishedRows } from './outbox-metrics.js'
import { OutboxRelay } from './outbox.relay.js'
import { OutboxRepository } from './outbox.repository.js'

const EVERY_MS = 1_000

/** The relay's safety net: finds what a crash left in the outbox, a set to publish anew, a broker that is back. */
@Injectable()
export class OutboxWorker {
  private readonly periodic = new Periodic(EVERY_MS, () => this.tick())

  constructor(
    private readonly database: Database,
    private readonly outbox: OutboxRepository,
    private readonly relay: OutboxRelay,
  ) {}

  start(): void {
    this.relay.kick()
    this.periodic.start()
  }

  stop(): Promise<void> {
    return this.periodic.stop()
  }

  private async tick(): Promise<void> {
    this.relay.kick()
    try {
      const { rows, oldestSeconds } = await this.outbox.backlog(this.database)
      unpublishedRows.set(rows)
      oldestUnpublished.set(oldestSeconds)
    } catch {
      // The relay meets the same database and tells the log.
    }
  }
}

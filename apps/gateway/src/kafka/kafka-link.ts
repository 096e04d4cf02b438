import { Logger } from '@hookline/service-kit'
import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common'
import { Replies } from '../rpc/replies.js'
import { Snapshot } from '../snapshot/snapshot.js'
import { Broker } from './broker.js'
import { keepTrying } from './keep-trying.js'
import { Producers } from './producers.js'

/** Brings up everything that needs the broker, without keeping the HTTP server waiting; takes it down in order. */
@Injectable()
export class KafkaLink implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly stopping = new AbortController()

  constructor(
    private readonly producers: Producers,
    private readonly replies: Replies,
    private readonly snapshot: Snapshot,
    private readonly broker: Broker,
    private readonly logger: Logger,
  ) {}

  onApplicationBootstrap(): void {
    this.begin('producers', async () => {
      await this.producers.connect()
      this.broker.watch()
    })
    this.begin('replies', () => this.replies.start())
    this.begin('snapshot', () => this.snapshot.start())
  }

  /** The HTTP server has ended by now: what was promised is acknowledged. */
  async onApplicationShutdown(): Promise<void> {
    this.stopping.abort()
    this.broker.stop()
    const parts = [this.producers.disconnect(), this.replies.stop(), this.snapshot.stop()]
    for (const result of await Promise.allSettled(parts)) {
      if (result.status === 'rejected') this.logger.warn('kafka.stop_failed', { reason: String(result.reason) })
    }
  }

  private begin(what: string, attempt: () => Promise<void>): void {
    void keepTrying(what, attempt, { logger: this.logger, signal: this.stopping.signal })
  }
}

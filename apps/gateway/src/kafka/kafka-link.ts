import { Logger, patiently } from '@hookline/service-kit'
import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common'
import { Replies } from '../rpc/replies.js'
import { Snapshot } from '../snapshot/snapshot.js'
import { Broker } from './broker.js'
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
    const { signal } = this.stopping
    const connected = patiently(this.logger, 'kafka', () => this.producers.connect(), signal)
    const watched = connected.then(() => signal.throwIfAborted()).then(() => this.broker.watch())
    const parts = [watched, this.replies.start(), this.snapshot.start()]
    // What fails for another reason than the end ends the process, as every rejection that nobody catches.
    for (const part of parts) void part.catch((error: unknown) => this.rethrow(error))
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

  private rethrow(error: unknown): void {
    if (!this.stopping.signal.aborted) throw error
  }
}

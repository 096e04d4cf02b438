import { Injectable } from '@nestjs/common'
import type { SnapshotPosition } from '@hookline/event-schemas'
import { Logger, unavailable } from '@hookline/service-kit'
import { Database } from '../database/database.js'
import { OutboxRepository } from './outbox.repository.js'
import { relayPasses } from './outbox-metrics.js'
import { RelayPass, type Places } from './relay-pass.js'

/**
 * Brings what is committed to the topic, and tells those who wait for it. One pass at a time: what is committed during
 * one goes with the next (as a database groups commits), so a hundred waiting commands cost two round trips, not a hundred.
 */
@Injectable()
export class OutboxRelay {
  private readonly waiting = new Map<number, PromiseWithResolvers<SnapshotPosition>>()
  private wanted = false
  private running = false
  private stopped = false
  private last: Promise<void> = Promise.resolve()
  private failure: string | undefined = 'has not started yet'

  constructor(
    private readonly pass: RelayPass,
    private readonly outbox: OutboxRepository,
    private readonly database: Database,
    private readonly logger: Logger,
  ) {}

  /** `true`, or why changes don't get into force at the moment. */
  readiness(): true | string {
    return this.failure ?? true
  }

  /** Resolves once the committed row is in the topic; rejects with `unavailable` when a pass that should bring it fails. */
  published(seq: number): Promise<SnapshotPosition> {
    const waiting = this.waiting.get(seq) ?? Promise.withResolvers<SnapshotPosition>()
    this.waiting.set(seq, waiting)
    this.kick()
    return waiting.promise
  }

  /** Asks for a pass that begins from now on. */
  kick(): void {
    this.wanted = true
    if (!this.running) this.last = this.loop()
  }

  /** Ends with the pass that runs. */
  async stop(): Promise<void> {
    this.stopped = true
    await this.last
    this.refuse([...this.waiting.keys()], new Error('the relay was stopped'))
  }

  private async loop(): Promise<void> {
    this.running = true
    while (this.wanted && !this.stopped) {
      this.wanted = false
      await this.once()
    }
    this.running = false
  }

  private async once(): Promise<void> {
    const asked = [...this.waiting.keys()]
    const started = performance.now()
    try {
      const more = await this.pass.run((places) => this.settle(places))
      const left = await this.settleElsewhere(asked.filter((seq) => this.waiting.has(seq)))
      this.wanted ||= more || left
      this.succeeded(asked.length, started)
    } catch (error) {
      this.failed(error)
      this.refuse(asked, error)
    }
  }

  private settle(places: Places): void {
    for (const [seq, position] of places) {
      this.waiting.get(seq)?.resolve(position)
      this.waiting.delete(seq)
    }
  }

  /** Rows that another replica has published, or that went long ago. Returns whether some still wait. */
  private async settleElsewhere(seqs: number[]): Promise<boolean> {
    if (seqs.length === 0) return false
    const places = await this.outbox.places(this.database, seqs)
    const gone = places.filter(({ status }) => status !== 'waiting')
    this.settle(new Map(gone.map(({ seq, generation, offset }) => [seq, { generation, offset }])))
    return gone.length < seqs.length
  }

  private succeeded(asked: number, started: number): void {
    relayPasses.inc({ outcome: 'ok' })
    const duration_ms = Math.round(performance.now() - started)
    if (this.logger.verbose) this.logger.debug('relay.passed', { asked, duration_ms })
    if (this.failure !== undefined) this.logger.event('relay.up')
    this.failure = undefined
  }

  private failed(error: unknown): void {
    relayPasses.inc({ outcome: 'failed' })
    if (this.failure !== FAILING) this.logger.error('relay.down', error)
    this.failure = FAILING
  }

  private refuse(seqs: number[], cause: unknown): void {
    const error = unavailable('The change is stored and will come into force, but not at once.', 1, cause)
    for (const seq of seqs) {
      this.waiting.get(seq)?.reject(error)
      this.waiting.delete(seq)
    }
  }
}

const FAILING = 'does not get changes into the snapshot topic'

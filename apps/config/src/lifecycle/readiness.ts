import { Injectable } from '@nestjs/common'
import { HealthRegistry, RpcServer } from '@hookline/service-kit'
import { DataSource } from 'typeorm'
import { OutboxRelay } from '../outbox/outbox.relay.js'
import { SnapshotTopic } from '../snapshot/snapshot-topic.js'

const KEEP_MS = 1_000
const ANSWER_WITHIN_MS = 2_000

/** What `/readyz` asks of this service. */
@Injectable()
export class Readiness {
  private checked: { at: number; answer: Promise<true | string> } | undefined

  constructor(
    private readonly database: DataSource,
    private readonly rpc: RpcServer,
    private readonly relay: OutboxRelay,
    private readonly topic: SnapshotTopic,
  ) {}

  register(health: HealthRegistry): void {
    health.add('database', () => this.askDatabase())
    health.add('requests', () => this.rpc.stream.health.joined() || 'the consumer of requests is not in its group')
    health.add('snapshot', () => this.topic.readiness())
    health.add('relay', () => this.relay.readiness())
  }

  /** Probes of many balancers share one query a second. */
  private askDatabase(): Promise<true | string> {
    if (this.checked === undefined || Date.now() - this.checked.at > KEEP_MS) {
      this.checked = { at: Date.now(), answer: this.pingDatabase() }
    }
    return this.checked.answer
  }

  private async pingDatabase(): Promise<true | string> {
    if (!this.database.isInitialized) return 'is not connected yet'
    const answered = this.database.query('SELECT 1').then(
      () => true as const,
      () => 'does not answer',
    )
    return Promise.race([answered, timeout()])
  }
}

const timeout = (): Promise<string> =>
  new Promise((resolve) => {
    setTimeout(() => resolve('does not answer in time'), ANSWER_WITHIN_MS).unref()
  })

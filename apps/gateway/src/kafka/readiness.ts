import { HealthRegistry } from '@hookline/service-kit'
import { Injectable, type OnModuleInit } from '@nestjs/common'
import { Replies } from '../rpc/replies.js'
import { Snapshot } from '../snapshot/snapshot.js'
import { Broker } from './broker.js'
import { Producers } from './producers.js'

/** What the gateway needs before a load balancer should send it anything. */
@Injectable()
export class Readiness implements OnModuleInit {
  constructor(
    private readonly health: HealthRegistry,
    private readonly snapshot: Snapshot,
    private readonly replies: Replies,
    private readonly producers: Producers,
    private readonly broker: Broker,
  ) {}

  onModuleInit(): void {
    this.health.add('snapshot', () => this.snapshot.readiness())
    this.health.add('replies', () => this.replies.joined() || 'the reply topic is not read yet')
    this.health.add('producer', () => this.producers.connected || 'there is no connection to the broker yet')
    this.health.add('broker', () => this.broker.isUp || 'the broker does not answer')
  }
}

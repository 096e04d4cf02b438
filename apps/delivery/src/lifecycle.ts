import { setTimeout as delay } from 'node:timers/promises'
import type { INestApplication } from '@nestjs/common'
import type { EgressClient } from '@hookline/egress'
import {
  assertMigrated,
  BatchServer,
  BrokerMonitor,
  HealthRegistry,
  Logger,
  patiently,
  RpcServer,
  SnapshotReader,
  TailReader,
  within,
} from '@hookline/service-kit'
import type { Producer } from 'kafkajs'
import { DataSource } from 'typeorm'
import { WebhookDisabler } from './disabling/webhook-disabler.js'
import { IntakeService } from './intake/intake.service.js'
import { PRODUCER } from './kafka.providers.js'
import { LaneMemory } from './lanes/lane-memory.js'
import { Lanes } from './lanes/lanes.js'
import { ensurePartitions } from './recording/partitions.js'
import { dropExpired } from './recording/retention.js'
import { Recorder } from './recording/recorder.js'
import { DueWorker } from './retrying/due.worker.js'
import { ReplayWorker } from './replays/replay.worker.js'
import { WebhookChanges } from './retrying/webhook-changes.js'
import { TIMING, type Timing } from './timing.js'
import { EGRESS } from './sending/sender.js'

const HOUR_MS = 3_600_000
/** Of the 15 s that a shutdown may take; attempts that last longer keep their lease and are repeated. */
const DRAIN_MS = 9_000

/** The order in which delivery comes up and goes down. */
export class DeliveryLifecycle {
  private readonly logger: Logger
  private timer: NodeJS.Timeout | undefined

  constructor(private readonly app: INestApplication) {
    this.logger = app.get(Logger)
  }

  async start(): Promise<void> {
    const source = this.app.get(DataSource)
    const snapshot = this.app.get(SnapshotReader)
    this.addChecks(source, snapshot)
    await patiently(this.logger, 'postgres', () => source.initialize())
    await assertMigrated(source)
    await ensurePartitions(source, new Date())
    void this.keepPartitions(source)
    this.timer = setInterval(() => void this.keepPartitions(source), HOUR_MS)
    await patiently(this.logger, 'kafka', () => this.app.get<Producer>(PRODUCER).connect())
    await snapshot.start()
    // An event that is matched against half a snapshot would be called no_match.
    while (snapshot.readiness() !== true) await delay(20)
    await this.app.get(TailReader).start()
    await this.startLanes()
    await this.app.startAllMicroservices()
    this.app.get(WebhookChanges).follow()
    this.app.get(DueWorker).start()
    this.app.get(ReplayWorker).start()
  }

  /** Intake first, then what is in hand, then the commits, then the connections. */
  async stop(): Promise<void> {
    clearInterval(this.timer)
    this.app.get(HealthRegistry).drain()
    await this.app.get(BatchServer).stream.stopFetching()
    await this.app.get(ReplayWorker).stop()
    const work = [this.app.get(RpcServer).drain(), this.app.get(IntakeService).idle(), this.app.get(DueWorker).stop()]
    await within(DRAIN_MS, Promise.all(work))
    await this.app.get(LaneMemory).stop()
    this.app.get(BrokerMonitor).stop()
    await Promise.all([this.app.get(SnapshotReader).stop(), this.app.get(TailReader).stop()])
    await this.app.close()
    await this.app.get<Producer>(PRODUCER).disconnect()
    await this.app.get<EgressClient>(EGRESS).close()
  }

  /** What was left alone before a restart is left alone after it. */
  private async startLanes(): Promise<void> {
    const memory = this.app.get(LaneMemory)
    const disabler = this.app.get(WebhookDisabler)
    this.app.get(Lanes).onTransition((lane) => {
      memory.note(lane)
      disabler.judge(lane)
    })
    await memory.start()
  }

  private addChecks(source: DataSource, snapshot: SnapshotReader): void {
    const health = this.app.get(HealthRegistry)
    health.add('database', () => source.isInitialized || 'not connected yet')
    health.add('recording', () => this.app.get(Recorder).readiness())
    health.add('configuration', () => snapshot.readiness())
    health.add('events', () => this.app.get(BatchServer).stream.health.joined() || 'not in the consumer group')
    health.add('rpc', () => this.app.get(RpcServer).stream.health.joined() || 'not in the consumer group')
  }

  /** New days ahead, expired ones away. */
  private async keepPartitions(source: DataSource): Promise<void> {
    const { retentionDays } = this.app.get<Timing>(TIMING)
    try {
      await ensurePartitions(source, new Date())
      const dropped = retentionDays === 0 ? [] : await dropExpired(source, retentionDays, new Date())
      if (dropped.length > 0) this.logger.event('retention.dropped', { partitions: dropped })
    } catch (error) {
      this.logger.error('partitions.failed', error)
    }
  }
}

import { TOPICS, type SnapshotPosition, type TenantRecord, type WebhookRecord } from '@hookline/event-schemas'
import { END_PROCESS, Logger, SnapshotReader, TopicNames, type EndProcess } from '@hookline/service-kit'
import { Inject, Injectable } from '@nestjs/common'
import { Kafka } from 'kafkajs'
import { ENV, type Env } from '../env.js'
import { ApiKeysView } from './api-keys.view.js'
import { EntityView } from './entity.view.js'

/** Tenants have no owner: they are one group. */
export const ALL_TENANTS = ''

/** Config's entities in memory: what authentication, lists and look-ups read. */
@Injectable()
export class Snapshot {
  readonly tenants = new EntityView<TenantRecord>('tenant', () => ALL_TENANTS)
  readonly apiKeys = new ApiKeysView()
  readonly webhooks = new EntityView<WebhookRecord>('webhook', ({ tenant_id }) => tenant_id)
  private readonly reader: SnapshotReader

  constructor(
    kafka: Kafka,
    names: TopicNames,
    logger: Logger,
    @Inject(END_PROCESS) onFatal: EndProcess,
    @Inject(ENV) env: Env,
  ) {
    this.reader = new SnapshotReader([this.tenants, this.apiKeys, this.webhooks], {
      kafka,
      logger,
      topic: names.of(TOPICS.snapshot),
      groupId: names.group('hookline-gateway-snapshot'),
      onFatal,
      watchdogSeconds: env.HOOKLINE_WATCHDOG_SECONDS,
    })
  }

  start(): Promise<void> {
    return this.reader.start()
  }

  stop(): Promise<void> {
    return this.reader.stop()
  }

  get position(): SnapshotPosition {
    return this.reader.position
  }

  /** `true`, or why the configuration is not known. */
  readiness(): true | string {
    return this.reader.readiness()
  }

  waitFor(position: SnapshotPosition, timeoutMs: number): Promise<boolean> {
    return this.reader.waitFor(position, timeoutMs)
  }

  /** A webhook of this tenant; of another one it does not exist. */
  webhookOf(tenantId: string, id: string): WebhookRecord | undefined {
    const record = this.webhooks.get(id.toLowerCase())
    return record?.tenant_id === tenantId ? record : undefined
  }
}

import { Injectable } from '@nestjs/common'
import type { Delivery } from '@hookline/dto'
import type { DELIVERY_RPC } from '@hookline/event-schemas'
import { DomainError, notFound, SnapshotReader } from '@hookline/service-kit'
import { v7 } from 'uuid'
import type { z } from 'zod'
import { newDelivery } from '../intake/new-delivery.js'
import type { Permit } from '../lanes/lanes.js'
import type { CompiledWebhook } from '../matching/compiled-webhook.js'
import { TEST_EVENT_TYPE } from '../matching/match.js'
import { WebhookStore } from '../matching/webhook.store.js'
import { QueriesService } from '../queries/queries.service.js'
import { dayOf } from '../recording/days.js'
import { Recorder } from '../recording/recorder.js'
import type { EventRow } from '../recording/rows.js'
import { DeliveryTry } from './delivery-try.js'

const SNAPSHOT_WAIT_MS = 2_000
/** A person waits for it: it takes no place, and its end does not judge the receiver. */
const UNLIMITED: Permit = { granted: true, park: () => undefined, release: () => undefined }

/** A test event for one webhook: sent at once, answered for, on record like any other, never retried. */
@Injectable()
export class TestSendService {
  constructor(
    private readonly snapshot: SnapshotReader,
    private readonly webhooks: WebhookStore,
    private readonly tries: DeliveryTry,
    private readonly recorder: Recorder,
    private readonly queries: QueriesService,
  ) {}

  async send(request: z.infer<(typeof DELIVERY_RPC)['webhooks.test']['request']>): Promise<Delivery> {
    await this.snapshot.waitFor(request.position, SNAPSHOT_WAIT_MS)
    const webhook = this.webhooks.get(request.webhook_id)
    if (webhook === undefined || webhook.tenantId !== request.tenant_id) throw notFound('Webhook')
    if (!webhook.enabled) throw new DomainError('conflict', 'The webhook is disabled. Enable it first.')
    const now = new Date()
    const event = testEvent(webhook, now)
    const delivery = newDelivery(event, webhook, now, null)
    const { delivery: tried, attempt } = await this.tries.run(webhook, event, delivery, UNLIMITED)
    const ended = tried.status === 'delivered' ? tried : { ...tried, status: 'failed' as const, dueInMs: null }
    await this.recorder.recordEvent({ event, deliveries: [ended], attempts: [attempt] })
    return this.queries.getDelivery({ tenant_id: webhook.tenantId, id: delivery.id })
  }
}

function testEvent(webhook: CompiledWebhook, now: Date): EventRow {
  return {
    day: dayOf(now),
    tenantId: webhook.tenantId,
    id: v7({ msecs: now.getTime() }),
    minted: true,
    sourceId: null,
    source: '/hookline/test',
    type: TEST_EVENT_TYPE,
    occurredAt: now,
    receivedAt: now,
    contentType: 'application/json',
    orderingKey: null,
    tags: [],
    outcome: 'matched',
    payload: Buffer.from(JSON.stringify({ webhook_id: webhook.id, message: 'This is a test.' })),
  }
}

import { Injectable } from '@nestjs/common'
import type { DELIVERY_RPC } from '@hookline/event-schemas'
import { notFound, SnapshotReader } from '@hookline/service-kit'
import type { z } from 'zod'
import { explain } from '../matching/explain.js'
import { WebhookStore } from '../matching/webhook.store.js'
import { DeliveriesQueries } from './deliveries.queries.js'
import { EventsQueries } from './events.queries.js'

type Method = (typeof DELIVERY_RPC)['events.explain']

const SNAPSHOT_WAIT_MS = 2_000

/** Why each webhook of the tenant got an event or did not: from what is stored, and the webhooks as they are now. */
@Injectable()
export class ExplainService {
  constructor(
    private readonly snapshot: SnapshotReader,
    private readonly webhooks: WebhookStore,
    private readonly events: EventsQueries,
    private readonly deliveries: DeliveriesQueries,
  ) {}

  async explain({ tenant_id, id, position }: z.infer<Method['request']>): Promise<z.infer<Method['reply']>> {
    await this.snapshot.waitFor(position, SNAPSHOT_WAIT_MS)
    const stored = await this.events.get(tenant_id, id)
    if (stored === undefined) throw notFound('Event')
    const deliveries = await this.deliveries.ofEvent(tenant_id, id)
    const { summary, content_type: contentType, payload } = stored
    const event = { type: summary.type, receivedAt: new Date(summary.received_at), contentType, payload }
    return { data: explain(event, this.webhooks.ofTenant(tenant_id), deliveries) }
  }
}

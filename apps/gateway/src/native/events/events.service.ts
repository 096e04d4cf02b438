import {
  Uuid,
  type EventExplanation,
  type EventsQuery,
  type EventSummary,
  type ExplainedWebhook,
  type Page,
} from '@hookline/dto'
import { notFound } from '@hookline/service-kit'
import { Injectable } from '@nestjs/common'
import type { Call } from '../../http/call.js'
import { Cursors } from '../../http/cursors.js'
import { Services } from '../../rpc/services.js'
import { Snapshot } from '../../snapshot/snapshot.js'
import { deliveryPage } from '../delivery-page.js'
import { eventJson } from './event-json.js'

@Injectable()
export class EventsService {
  constructor(
    private readonly services: Services,
    private readonly cursors: Cursors,
    private readonly snapshot: Snapshot,
  ) {}

  list(call: Call, query: EventsQuery): Promise<Page<EventSummary>> {
    return deliveryPage(`events/${call.tenantId}`, query, this.cursors, (page) =>
      this.services.callDelivery('events.list', { ...page, tenant_id: call.tenantId }, call),
    )
  }

  /** The answer's bytes: they hold the payload as it was published. */
  async get(call: Call, given: string): Promise<Buffer> {
    return eventJson(await this.services.callDelivery('events.get', one(call, given), call))
  }

  /** Delivery knows why; the position makes it look at webhooks as new as this gateway's. */
  async explain(call: Call, given: string): Promise<EventExplanation> {
    const request = { ...one(call, given), position: this.snapshot.position }
    const { data } = await this.services.callDelivery('events.explain', request, call)
    return { data: data.map((line) => this.withUrl(call.tenantId, line)) }
  }

  private withUrl(tenantId: string, { webhook_id, ...line }: Omit<ExplainedWebhook, 'url'>): ExplainedWebhook {
    const webhook = this.snapshot.webhookOf(tenantId, webhook_id)
    return { webhook_id, ...(webhook && { url: webhook.url }), ...line }
  }
}

function one({ tenantId }: Call, given: string): { tenant_id: string; id: string } {
  const id = Uuid.safeParse(given)
  if (!id.success) throw notFound('Event')
  return { tenant_id: tenantId, id: id.data }
}

import { Uuid, type EventsQuery, type EventSummary, type Page } from '@hookline/dto'
import { notFound } from '@hookline/service-kit'
import { Injectable } from '@nestjs/common'
import type { Call } from '../../http/call.js'
import { Cursors } from '../../http/cursors.js'
import { Services } from '../../rpc/services.js'
import { deliveryPage } from '../delivery-page.js'
import { eventJson } from './event-json.js'

@Injectable()
export class EventsService {
  constructor(
    private readonly services: Services,
    private readonly cursors: Cursors,
  ) {}

  list(call: Call, query: EventsQuery): Promise<Page<EventSummary>> {
    return deliveryPage(`events/${call.tenantId}`, query, this.cursors, (page) =>
      this.services.callDelivery('events.list', { ...page, tenant_id: call.tenantId }, call),
    )
  }

  /** The answer's bytes: they hold the payload as it was published. */
  async get(call: Call, given: string): Promise<Buffer> {
    const id = Uuid.safeParse(given)
    if (!id.success) throw notFound('Event')
    return eventJson(await this.services.callDelivery('events.get', { tenant_id: call.tenantId, id: id.data }, call))
  }
}

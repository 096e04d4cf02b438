import { Uuid, type DeliveriesQuery, type Delivery, type DeliverySummary, type Page } from '@hookline/dto'
import { notFound } from '@hookline/service-kit'
import { Injectable } from '@nestjs/common'
import type { Call } from '../../http/call.js'
import { Cursors } from '../../http/cursors.js'
import { Services } from '../../rpc/services.js'
import { deliveryPage } from '../delivery-page.js'

@Injectable()
export class DeliveriesService {
  constructor(
    private readonly services: Services,
    private readonly cursors: Cursors,
  ) {}

  list(call: Call, query: DeliveriesQuery): Promise<Page<DeliverySummary>> {
    return deliveryPage(`deliveries/${call.tenantId}`, query, this.cursors, (page) =>
      this.services.callDelivery('deliveries.list', { ...page, tenant_id: call.tenantId }, call),
    )
  }

  get(call: Call, given: string): Promise<Delivery> {
    const id = Uuid.safeParse(given)
    if (!id.success) throw notFound('Delivery')
    return this.services.callDelivery('deliveries.get', { tenant_id: call.tenantId, id: id.data }, call)
  }
}

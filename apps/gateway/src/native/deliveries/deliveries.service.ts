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

  get(call: Call, id: string): Promise<Delivery> {
    return this.services.callDelivery('deliveries.get', one(call, id), call)
  }

  change(method: 'deliveries.resend' | 'deliveries.cancel', call: Call, id: string): Promise<DeliverySummary> {
    return this.services.callDelivery(method, one(call, id), call)
  }
}

function one({ tenantId }: Call, given: string): { tenant_id: string; id: string } {
  const id = Uuid.safeParse(given)
  if (!id.success) throw notFound('Delivery')
  return { tenant_id: tenantId, id: id.data }
}

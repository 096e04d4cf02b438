import { Uuid, type CreatedReplay, type CreateReplay, type Page, type PageQuery, type Replay } from '@hookline/dto'
import { derivedId } from '@hookline/event-schemas'
import { notFound } from '@hookline/service-kit'
import { Injectable } from '@nestjs/common'
import { v7 as uuidv7 } from 'uuid'
import type { Call } from '../../http/call.js'
import { Cursors } from '../../http/cursors.js'
import { Services } from '../../rpc/services.js'
import { Snapshot } from '../../snapshot/snapshot.js'
import { deliveryPage } from '../delivery-page.js'

@Injectable()
export class ReplaysService {
  constructor(
    private readonly services: Services,
    private readonly snapshot: Snapshot,
    private readonly cursors: Cursors,
  ) {}

  create(call: Call, body: CreateReplay): Promise<CreatedReplay> {
    const { webhook_id } = body
    if (webhook_id !== undefined && this.snapshot.webhookOf(call.tenantId, webhook_id) === undefined) {
      throw notFound('Webhook')
    }
    const request = { ...body, id: replayId(call), tenant_id: call.tenantId }
    return this.services.callDelivery('replays.create', request, call)
  }

  list(call: Call, query: PageQuery): Promise<Page<Replay>> {
    return deliveryPage(`replays/${call.tenantId}`, query, this.cursors, (page) =>
      this.services.callDelivery('replays.list', { ...page, tenant_id: call.tenantId }, call),
    )
  }

  one(method: 'replays.get' | 'replays.cancel', call: Call, given: string): Promise<Replay> {
    const id = Uuid.safeParse(given)
    if (!id.success) throw notFound('Replay')
    return this.services.callDelivery(method, { tenant_id: call.tenantId, id: id.data }, call)
  }
}

/** New replays have ids in the order of time; with an `Idempotency-Key` a repeat has the same one. */
const replayId = ({ commandId }: Call): string => (commandId[14] === '7' ? uuidv7() : derivedId('replay', commandId))

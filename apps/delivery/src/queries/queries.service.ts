import { Injectable } from '@nestjs/common'
import type { Attempt, AttemptSummary } from '@hookline/dto'
import type { DELIVERY_RPC } from '@hookline/event-schemas'
import { notFound } from '@hookline/service-kit'
import type { z } from 'zod'
import { decodeCursor, encodeCursor, TIME, UUID } from './cursor.js'
import { DeliveriesQueries } from './deliveries.queries.js'
import { EventsQueries } from './events.queries.js'

type Methods = typeof DELIVERY_RPC
type Request<M extends keyof Methods> = z.infer<Methods[M]['request']>
type Reply<M extends keyof Methods> = z.infer<Methods[M]['reply']>

/** What the gateway may ask: pages of summaries, and one event or delivery with everything. */
@Injectable()
export class QueriesService {
  constructor(
    private readonly events: EventsQueries,
    private readonly deliveries: DeliveriesQueries,
  ) {}

  async listEvents({ tenant_id, limit, cursor, ...filter }: Request<'events.list'>): Promise<Reply<'events.list'>> {
    const after = cursor === undefined ? null : (decodeCursor(cursor, [TIME, UUID]) as [string, string])
    const { type = null, source_id: sourceId = null, since = null, until = null } = filter
    const rows = await this.events.list({ tenantId: tenant_id, limit: limit + 1, type, sourceId, since, until, after })
    return page(rows, limit, ({ received_at, id }) => [received_at, id])
  }

  async getEvent({ tenant_id, id }: Request<'events.get'>): Promise<Reply<'events.get'>> {
    const stored = await this.events.get(tenant_id, id)
    if (stored === undefined) throw notFound('Event')
    const deliveries = await this.deliveries.ofEvent(tenant_id, id)
    const attempts = await this.deliveries.attemptsOf(deliveries)
    return {
      ...stored,
      payload: stored.payload.toString('base64'),
      deliveries: deliveries.map(({ id: deliveryId, webhook_id, status, reason, next_attempt_at }) => ({
        id: deliveryId,
        webhook_id,
        status,
        reason,
        next_attempt_at,
        attempts: (attempts.get(deliveryId) ?? []).map(attemptSummary),
      })),
    }
  }

  async listDeliveries(request: Request<'deliveries.list'>): Promise<Reply<'deliveries.list'>> {
    const { tenant_id: tenantId, limit, cursor, webhook_id: webhookId = null, event_id: eventId = null } = request
    const after = cursor === undefined ? null : (decodeCursor(cursor, [UUID])[0] ?? null)
    const filter = { tenantId, limit: limit + 1, webhookId, eventId, status: request.status ?? null, after }
    return page(await this.deliveries.list(filter), limit, ({ id }) => [id])
  }

  async getDelivery({ tenant_id, id }: Request<'deliveries.get'>): Promise<Reply<'deliveries.get'>> {
    const delivery = await this.deliveries.get(tenant_id, id)
    if (delivery === undefined) throw notFound('Delivery')
    const attempts = await this.deliveries.attemptsOf([delivery])
    return { ...delivery, attempts: attempts.get(id) ?? [] }
  }
}

function page<T>(rows: T[], limit: number, keyOf: (row: T) => string[]): { data: T[]; next_cursor: string | null } {
  const data = rows.slice(0, limit)
  const last = data.at(-1)
  return { data, next_cursor: rows.length > limit && last !== undefined ? encodeCursor(keyOf(last)) : null }
}

const attemptSummary = ({ number, started_at, duration_ms, outcome, status_code, error }: Attempt): AttemptSummary => ({
  number,
  started_at,
  duration_ms,
  outcome,
  status_code,
  error,
})

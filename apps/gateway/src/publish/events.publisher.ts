import type { PublishedEvent } from '@hookline/dto'
import type { OutgoingEvent, SnapshotPosition } from '@hookline/event-schemas'
import { Logger, traceId } from '@hookline/service-kit'
import { Injectable } from '@nestjs/common'
import { Snapshot } from '../snapshot/snapshot.js'
import { identify } from './event-id.js'
import type { EventInput } from './event-input.js'
import { Publisher } from './publisher.js'
import { RecentIds } from './recent-ids.js'

/** What a publish request carries beside its events. */
export interface PublishContext {
  tenantId: string
  idempotencyKey: string | undefined
  requestId: string
  traceparent: string
}

/** Gives events their ids, publishes them, and says what came of it. */
@Injectable()
export class EventsPublisher {
  private readonly recent = new RecentIds()

  constructor(
    private readonly publisher: Publisher,
    private readonly snapshot: Snapshot,
    private readonly logger: Logger,
  ) {}

  async publishOne(input: EventInput, context: PublishContext): Promise<PublishedEvent> {
    const event = toOutgoing(input, context, this.snapshot.position)
    const [published] = await this.publishAll([event])
    const { tenantId: tenant, requestId: request_id, traceparent } = context
    const fields = { tenant, event_id: event.id, type: event.type, duplicate: published!.duplicate }
    this.logger.event('event.accepted', { ...fields, request_id, trace_id: traceId(traceparent) })
    return published!
  }

  async publishBatch(inputs: readonly EventInput[], context: PublishContext): Promise<PublishedEvent[]> {
    const { position } = this.snapshot
    const events = inputs.map((input, index) => toOutgoing(input, context, position, index))
    const published = await this.publishAll(events)
    const { tenantId: tenant, requestId: request_id, traceparent } = context
    this.logger.event('events.accepted', { tenant, count: events.length, request_id, trace_id: traceId(traceparent) })
    if (!this.logger.verbose) return published
    for (const { id, type } of events) this.logger.debug('event.accepted', { tenant, event_id: id, type, request_id })
    return published
  }

  private async publishAll(events: readonly OutgoingEvent[]): Promise<PublishedEvent[]> {
    const published = events.map((event) => ({
      id: event.id,
      duplicate: !event.minted && this.recent.add(keyOf(event)),
    }))
    try {
      await this.publisher.publish(events)
      return published
    } catch (error) {
      events.forEach((event, index) => {
        if (!event.minted && !published[index]!.duplicate) this.recent.forget(keyOf(event))
      })
      throw error
    }
  }
}

/** Ids are a tenant's own: the same UUID of another tenant is another event. */
const keyOf = ({ tenantId, id }: OutgoingEvent): string => `${tenantId}/${id}`

function toOutgoing(
  input: EventInput,
  { tenantId, idempotencyKey, traceparent }: PublishContext,
  configPosition: SnapshotPosition,
  index?: number,
): OutgoingEvent {
  const { id: given, occurredAt = new Date().toISOString(), ...rest } = input
  const identity = identify({
    tenantId,
    source: input.source,
    id: given,
    idempotencyKey,
    ...(index !== undefined && { index }),
  })
  return { ...rest, ...identity, occurredAt, tenantId, configPosition, traceparent }
}

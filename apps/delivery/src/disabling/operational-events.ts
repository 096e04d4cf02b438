import { Inject, Injectable } from '@nestjs/common'
import { TOPICS } from '@hookline/event-schemas'
import { ProduceGroup, TopicNames } from '@hookline/service-kit'
import { DEAD_LETTERS } from '../intake/dead-letter.writer.js'

const SOURCE = '/hookline/delivery'

/** What a tenant should know of its webhooks: ordinary events of reserved names, which go to webhooks that name them. */
@Injectable()
export class OperationalEvents {
  constructor(
    @Inject(DEAD_LETTERS) private readonly producer: ProduceGroup,
    private readonly names: TopicNames,
  ) {}

  /** @param id a UUID: published again with the same one, it is the same event */
  async publish(tenantId: string, type: string, id: string, payload: Record<string, unknown>): Promise<void> {
    const headers = {
      ce_specversion: '1.0',
      ce_id: id,
      ce_source: SOURCE,
      ce_type: type,
      ce_tenantkey: tenantId,
      'content-type': 'application/json',
    }
    const message = { key: id, value: JSON.stringify(payload), headers }
    await this.producer.send({ topic: this.names.of(TOPICS.events), message })
  }
}

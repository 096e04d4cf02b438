import { Injectable } from '@nestjs/common'
import { Logger, Slots, type StreamRecord } from '@hookline/service-kit'
import { EventWorker } from './event.worker.js'
import { FirstAttempts } from './first-attempts.js'
import type { Incoming } from './incoming.js'
import { RecordReader } from './record-reader.js'
import { Repeats } from './repeats.js'

/** From a batch of records to outcomes in Postgres. A record is done when everything about its event is written. */
@Injectable()
export class IntakeService {
  constructor(
    private readonly reader: RecordReader,
    private readonly repeats: Repeats,
    private readonly worker: EventWorker,
    private readonly first: FirstAttempts,
    private readonly slots: Slots,
    private readonly logger: Logger,
  ) {}

  /** Resolves when all records are taken over: it waits while too many events are in hand, and that pauses the partition. */
  async take(records: readonly StreamRecord[]): Promise<void> {
    const incoming = await this.reader.read(records, new Date())
    for (const item of await this.repeats.drop(incoming)) {
      await this.slots.take()
      const handled = this.handle(item).finally(() => this.slots.free())
      this.repeats.hold(item, handled)
    }
  }

  /** Resolves when nothing is in hand any more, nor on the wire outside its partition. */
  async idle(): Promise<void> {
    await this.slots.idle()
    await this.first.idle()
  }

  /** An event that cannot be recorded (not: a database that is away) must not hold up those behind it. */
  private async handle(item: Incoming): Promise<void> {
    try {
      await this.worker.handle(item)
      item.record.done()
    } catch (error) {
      this.logger.error('event.failed', error, { event_id: item.event.id, offset: item.record.offset })
      await this.reader.refuse(item.record, 'the event could not be recorded')
    }
  }
}

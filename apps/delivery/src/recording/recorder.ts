import { Injectable } from '@nestjs/common'
import { Logger } from '@hookline/service-kit'
import { BulkWriter } from './bulk-writer.js'
import { RecordingRepository } from './recording.repository.js'
import type { RecordedEvent, SettledAttempt } from './rows.js'

/** The door to the hot tables: collects what happens and writes it in bulk. */
@Injectable()
export class Recorder {
  private readonly events: BulkWriter<RecordedEvent, boolean>
  private readonly attempts: BulkWriter<SettledAttempt, boolean>

  constructor(repository: RecordingRepository, logger: Logger) {
    this.events = new BulkWriter({
      name: 'events',
      logger,
      write: async (batch) => {
        const written = await repository.recordEvents(batch)
        return ({ event }) => written.has(event)
      },
    })
    this.attempts = new BulkWriter({
      name: 'attempts',
      logger,
      write: async (batch) => {
        const ours = await repository.settle(batch)
        return ({ delivery }) => ours.has(delivery.id)
      },
    })
  }

  /** Resolves when the event is in Postgres: `false` when it was there already and nothing was written. */
  recordEvent(recorded: RecordedEvent): Promise<boolean> {
    return this.events.add(recorded)
  }

  /** Resolves when the end of the attempt is in Postgres: `false` when the delivery is no longer ours. */
  settle(settled: SettledAttempt): Promise<boolean> {
    return this.attempts.add(settled)
  }

  readiness(): true | string {
    return (this.events.healthy && this.attempts.healthy) || 'the database does not take rows'
  }
}

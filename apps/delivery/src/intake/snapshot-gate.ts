import { comparePositions, TOPICS, type EventRecord, type SnapshotPosition } from '@hookline/event-schemas'
import { Logger, partitionRanges, SnapshotReader, TopicNames } from '@hookline/service-kit'
import { Kafka } from 'kafkajs'
import { Injectable } from '@nestjs/common'

const LOOK_AGAIN_MS = 1_000

/**
 * Read your own write: an event says how much of the configuration its publisher's gateway had applied; it is matched once
 * we are there too. Normally that is now, else a matter of milliseconds.
 */
@Injectable()
export class SnapshotGate {
  constructor(
    private readonly snapshot: SnapshotReader,
    private readonly kafka: Kafka,
    private readonly names: TopicNames,
    private readonly logger: Logger,
  ) {}

  async pass(events: readonly EventRecord[]): Promise<void> {
    const wanted = latest(events)
    if (wanted === undefined || this.snapshot.has(wanted)) return
    while (!(await this.snapshot.waitFor(wanted, LOOK_AGAIN_MS))) {
      if (!(await this.exists(wanted))) {
        this.logger.warn('intake.position_unknown', { ...wanted })
        return
      }
    }
  }

  /** An outside producer can write any position: one that the topic never had is not waited for. */
  private async exists({ generation, offset }: SnapshotPosition): Promise<boolean> {
    try {
      const [range] = await partitionRanges(this.kafka, this.names.of(TOPICS.snapshot))
      return offset < (range?.high ?? 0) && generation <= this.snapshot.position.generation + 1
    } catch {
      return true
    }
  }
}

function latest(events: readonly EventRecord[]): SnapshotPosition | undefined {
  let max: SnapshotPosition | undefined
  for (const { configPosition } of events) {
    if (configPosition !== undefined && (max === undefined || comparePositions(configPosition, max) > 0)) {
      max = configPosition
    }
  }
  return max
}

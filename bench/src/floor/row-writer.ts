import type { Client } from 'pg'
import type { FloorAttempt } from './deliverer.ts'
import { ATTEMPT_COLUMNS, DELIVERY_COLUMNS, EVENT_COLUMNS, INSERT, valuesOf } from './columns.ts'

export interface FloorRow {
  readonly id: string
  readonly tenantId: string
  readonly type: string
  readonly payload: Buffer
  readonly receivedAt: Date
  readonly attempts: readonly FloorAttempt[]
}

interface Waiting {
  readonly row: FloorRow
  readonly resolve: () => void
  readonly reject: (error: unknown) => void
}

const MAX_BATCH = 500

/** Group commit: one statement in flight, the rest goes with the next. */
export class RowWriter {
  private readonly client: Client
  private queue: Waiting[] = []
  private writing = false

  constructor(client: Client) {
    this.client = client
  }

  /** Resolves when the event's rows are committed. */
  add(row: FloorRow): Promise<void> {
    return new Promise((resolve, reject) => {
      this.queue.push({ row, resolve, reject })
      if (!this.writing) void this.drain()
    })
  }

  private async drain(): Promise<void> {
    this.writing = true
    await new Promise((resolve) => setImmediate(resolve))
    while (this.queue.length > 0) await this.write(this.queue.splice(0, MAX_BATCH))
    this.writing = false
  }

  private async write(batch: Waiting[]): Promise<void> {
    const events = batch.map(({ row }) => row)
    const deliveries = events.flatMap((event) => event.attempts.map((attempt) => ({ event, attempt })))
    const values = [
      ...valuesOf(EVENT_COLUMNS, events),
      ...valuesOf(DELIVERY_COLUMNS, deliveries),
      ...valuesOf(ATTEMPT_COLUMNS, deliveries),
    ]
    try {
      await this.client.query({ name: 'insert', text: INSERT, values })
      for (const { resolve } of batch) resolve()
    } catch (error) {
      for (const { reject } of batch) reject(error)
    }
  }
}

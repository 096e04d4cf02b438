import { setTimeout as delay } from 'node:timers/promises'
import { isDatabaseLost, type Logger } from '@hookline/service-kit'

interface Waiting<T, R> {
  item: T
  resolve: (result: R) => void
  reject: (error: unknown) => void
}

interface Options<T, R> {
  name: string
  logger: Logger
  /** Writes a batch in one statement; the result answers for each item. */
  write: (batch: T[]) => Promise<(item: T) => R>
}

const MAX_BATCH = 500
const RETRY_AFTER_MS = 250

/**
 * Group commit for Postgres: an item is written at once when no statement is in flight, else with the next one. A lost
 * database is waited for, nothing is dropped; an item that Postgres refuses is refused alone, its neighbours are written.
 */
export class BulkWriter<T, R> {
  private queue: Waiting<T, R>[] = []
  private writing = false
  private lost = false

  constructor(private readonly options: Options<T, R>) {}

  get waiting(): number {
    return this.queue.length
  }

  /** False while the database does not take the rows. */
  get healthy(): boolean {
    return !this.lost
  }

  add(item: T): Promise<R> {
    return new Promise((resolve, reject) => {
      this.queue.push({ item, resolve, reject })
      if (!this.writing) void this.drain()
    })
  }

  private async drain(): Promise<void> {
    this.writing = true
    // One turn of the event loop: what arrived in the same read of a socket goes in the same statement.
    await new Promise((resolve) => setImmediate(resolve))
    while (this.queue.length > 0) await this.write(this.queue.splice(0, MAX_BATCH))
    this.writing = false
  }

  private async write(batch: Waiting<T, R>[]): Promise<void> {
    try {
      const resultOf = await this.writePatiently(batch.map(({ item }) => item))
      for (const { item, resolve } of batch) resolve(resultOf(item))
    } catch (error) {
      if (batch.length === 1) return batch[0]!.reject(error)
      const middle = batch.length >> 1
      await this.write(batch.slice(0, middle))
      await this.write(batch.slice(middle))
    }
    return undefined
  }

  private async writePatiently(items: T[]): Promise<(item: T) => R> {
    for (;;) {
      try {
        const resultOf = await this.options.write(items)
        if (this.lost) this.options.logger.event('database.back', { writer: this.options.name })
        this.lost = false
        return resultOf
      } catch (error) {
        if (!isDatabaseLost(error)) throw error
        if (!this.lost) this.options.logger.error('database.lost', error, { writer: this.options.name })
        this.lost = true
        await delay(RETRY_AFTER_MS)
      }
    }
  }
}

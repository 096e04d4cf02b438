import { setTimeout as delay } from 'node:timers/promises'
import { Injectable } from '@nestjs/common'
import { isDatabaseLost, Logger } from '@hookline/service-kit'
import type { Incoming } from './incoming.js'
import { RepeatsRepository } from './repeats.repository.js'

const RETRY_AFTER_MS = 250

/**
 * Drops events that are stored already. Only those can be that carry an id of the publisher's, or that were in the
 * partition when it came to us; a minted id is new by construction.
 */
@Injectable()
export class Repeats {
  /** Given ids whose first record is not stored yet: what repeats them waits for it. */
  private readonly inHand = new Map<string, PromiseWithResolvers<void>>()

  constructor(
    private readonly repository: RepeatsRepository,
    private readonly logger: Logger,
  ) {}

  /** Returns the events that are new. The others are counted, and their records are done. */
  async drop(incoming: readonly Incoming[]): Promise<Incoming[]> {
    const suspects = incoming.filter(({ row, record }) => !row.minted || record.mayBeRepeat)
    if (suspects.length === 0) return [...incoming]
    const known = await this.patiently(() => this.repository.known(suspects.map(({ row }) => row)))
    const stored = new Set(suspects.filter((_, index) => known.has(index)))
    const conflicts = suspects.filter((_, index) => known.get(index) === true)
    await this.finish([...stored], conflicts)
    return this.withoutTwins(incoming.filter((item) => !stored.has(item)))
  }

  /** Ends what {@link drop} began for a given id: its repeats look at what is stored once `stored` settles. */
  hold({ row }: Incoming, stored: Promise<unknown>): void {
    if (row.minted) return
    const key = keyOf(row)
    const release = (): void => {
      this.inHand.get(key)?.resolve()
      this.inHand.delete(key)
    }
    stored.then(release, release)
  }

  /** Two of the same id in one batch, or one that is on its way: the later waits until the first is stored, then counts. */
  private withoutTwins(incoming: Incoming[]): Incoming[] {
    return incoming.filter((item) => {
      if (item.row.minted) return true
      const key = keyOf(item.row)
      if (this.inHand.has(key)) {
        void this.afterFirst(key, item)
        return false
      }
      this.inHand.set(key, Promise.withResolvers<void>())
      return true
    })
  }

  private async afterFirst(key: string, twin: Incoming): Promise<void> {
    while (this.inHand.has(key)) await this.inHand.get(key)?.promise
    const known = await this.patiently(() => this.repository.known([twin.row]))
    await this.finish([twin], known.get(0) === true ? [twin] : [])
  }

  private async finish(stored: Incoming[], conflicts: Incoming[]): Promise<void> {
    if (conflicts.length > 0) {
      await this.patiently(() => this.repository.countConflicts(conflicts.map(({ row }) => row)))
    }
    for (const { record, event } of stored) {
      record.done()
      this.logger.debug('event.repeated', { event_id: event.id, tenant_id: event.tenantId, offset: record.offset })
    }
  }

  private async patiently<T>(ask: () => Promise<T>): Promise<T> {
    for (;;) {
      try {
        return await ask()
      } catch (error) {
        if (!isDatabaseLost(error)) throw error
        await delay(RETRY_AFTER_MS)
      }
    }
  }
}

const keyOf = ({ tenantId, id }: Incoming['row']): string => `${tenantId}/${id}`

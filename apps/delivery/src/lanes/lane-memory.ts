import { Injectable } from '@nestjs/common'
import { Logger } from '@hookline/service-kit'
import { WebhookStore } from '../matching/webhook.store.js'
import type { Lane } from './lane.js'
import { Lanes } from './lanes.js'
import { LanesRepository } from './lanes.repository.js'

const WRITE_EVERY_MS = 500

/** Remembers over restarts which webhooks are left alone, and since when they fail. */
@Injectable()
export class LaneMemory {
  private readonly changed = new Map<string, Lane>()
  private timer: NodeJS.Timeout | undefined

  constructor(
    private readonly lanes: Lanes,
    private readonly repository: LanesRepository,
    private readonly webhooks: WebhookStore,
    private readonly logger: Logger,
  ) {}

  async start(): Promise<void> {
    const stored = await this.repository.load()
    for (const { webhookId, state } of stored) {
      if (this.webhooks.get(webhookId)?.enabled === true) this.lanes.restore(webhookId, state)
    }
    this.timer = setInterval(() => void this.write(), WRITE_EVERY_MS)
  }

  async stop(): Promise<void> {
    clearInterval(this.timer)
    await this.write()
  }

  note(lane: Lane): void {
    this.changed.set(lane.webhookId, lane)
    const { webhookId, state } = lane
    const until = state.openUntil === undefined ? null : new Date(state.openUntil).toISOString()
    const fields = { webhook_id: webhookId, failures_in_row: state.failuresInRow, open_until: until }
    this.logger.event(until === null ? 'circuit.closed' : 'circuit.opened', fields)
  }

  private async write(): Promise<void> {
    if (this.changed.size === 0) return
    const lanes = [...this.changed.values()]
    this.changed.clear()
    const isOpen = ({ state }: Lane): boolean => state.openUntil !== undefined
    const closed = lanes.filter((lane) => !isOpen(lane)).map(({ webhookId }) => webhookId)
    try {
      await this.repository.save(lanes.filter(isOpen).map(({ webhookId, state }) => ({ webhookId, state })))
      await this.repository.forget(closed)
    } catch (error) {
      // What was not written now is written with the next change; after a crash a receiver is asked once more.
      this.logger.error('lanes.not_written', error)
    }
  }
}

interface Waiter {
  admit: (admitted: boolean) => void
  timer: NodeJS.Timeout
}

interface Lane {
  used: number
  waiters: Waiter[]
}

/**
 * Requests on the wire: so many in all, so many for one webhook. Who finds no room may wait a while; webhooks that wait are
 * served in turn, so that one with a long queue takes no place from the others.
 */
export class SendWindow {
  private total = 0
  private readonly lanes = new Map<string, Lane>()
  /** Webhooks with waiters, the one served last at the end. */
  private readonly waiting = new Set<string>()

  constructor(
    private readonly limit: number,
    private readonly limitPerWebhook: number,
  ) {}

  get inFlight(): number {
    return this.total
  }

  /** Webhooks that have deliveries waiting for room. */
  crowded(): string[] {
    return [...this.waiting]
  }

  /** Resolves with `true` once there is room, with `false` when there was none for `waitMs`. Pair with {@link free}. */
  take(webhookId: string, waitMs: number): Promise<boolean> {
    const lane = this.laneOf(webhookId)
    if (lane.waiters.length === 0 && this.hasRoom(lane)) {
      this.occupy(lane)
      return Promise.resolve(true)
    }
    if (waitMs <= 0) return Promise.resolve(false)
    return new Promise((admit) => {
      const waiter: Waiter = { admit, timer: setTimeout(() => this.giveUp(webhookId, lane, waiter), waitMs) }
      lane.waiters.push(waiter)
      this.waiting.add(webhookId)
    })
  }

  free(webhookId: string): void {
    const lane = this.laneOf(webhookId)
    this.total -= 1
    lane.used -= 1
    this.admitNext()
    if (lane.used === 0 && lane.waiters.length === 0) this.lanes.delete(webhookId)
  }

  private admitNext(): void {
    for (const webhookId of this.waiting) {
      const lane = this.laneOf(webhookId)
      if (!this.hasRoom(lane)) continue
      const waiter = lane.waiters.shift()
      this.waiting.delete(webhookId)
      if (lane.waiters.length > 0) this.waiting.add(webhookId)
      if (waiter === undefined) continue
      clearTimeout(waiter.timer)
      this.occupy(lane)
      waiter.admit(true)
      return
    }
  }

  private giveUp(webhookId: string, lane: Lane, waiter: Waiter): void {
    lane.waiters = lane.waiters.filter((other) => other !== waiter)
    if (lane.waiters.length === 0) this.waiting.delete(webhookId)
    waiter.admit(false)
  }

  private hasRoom(lane: Lane): boolean {
    return this.total < this.limit && lane.used < this.limitPerWebhook
  }

  private occupy(lane: Lane): void {
    this.total += 1
    lane.used += 1
  }

  private laneOf(webhookId: string): Lane {
    let lane = this.lanes.get(webhookId)
    if (lane === undefined) this.lanes.set(webhookId, (lane = { used: 0, waiters: [] }))
    return lane
  }
}

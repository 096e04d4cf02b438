import type { LaneRules, LaneState } from './lane-state.js'
import { Lane, type LaneLimits, type Verdict, type Waiter } from './lane.js'
import { refusalOf, type Refusal } from './refusal.js'

/** Leave to have one request on the wire. */
export interface Permit {
  readonly granted: true
  /** The request is slow: it goes on, but no longer takes a place that others could use. */
  park(): void
  /** To be called once, when the request has ended. */
  release(verdict: Verdict): void
}

export interface WireLimits {
  /** Requests on the wire over all webhooks, without the slow ones. */
  readonly total: number
  /** Slow requests of one webhook. */
  readonly slowPerWebhook: number
}

const MAX_LANES = 50_000

/**
 * Every webhook's lane. Who finds no room may wait a while; webhooks that wait are served in turn, so that one with a long
 * queue takes no place from the others.
 */
export class Lanes {
  private total = 0
  private listener: (lane: Lane) => void = () => undefined
  private readonly lanes = new Map<string, Lane>()
  /** Lanes with waiters, the one served last at the end. */
  private readonly waiting = new Set<Lane>()

  constructor(
    private readonly limits: WireLimits,
    private readonly rules: LaneRules,
    private readonly now: () => number = Date.now,
  ) {}

  /** Told of every lane that is opened or closed from now on. */
  onTransition(listener: (lane: Lane) => void): void {
    this.listener = listener
  }

  /** Goes on with what was known before a restart. */
  restore(webhookId: string, state: LaneState): void {
    const lane = this.laneOf(webhookId)
    lane.state = state
    lane.hasBacklog = true
  }

  get inFlight(): number {
    return this.total
  }

  /** Webhooks that are left out when due deliveries are claimed for all: rows of theirs would only be put back. */
  closedToClaims(): string[] {
    const nowMs = this.now()
    const closed = [...this.lanes.values()].filter(
      (lane) => lane.hasBacklog || lane.waiters.length > 0 || lane.isStuck(nowMs),
    )
    return closed.map(({ webhookId }) => webhookId)
  }

  /** Those of them that have room, with how much: due deliveries of theirs are claimed one webhook at a time. */
  openToClaims(): { webhookId: string; room: number }[] {
    const nowMs = this.now()
    return [...this.lanes.values()]
      .filter((lane) => lane.waiters.length === 0 && (lane.hasBacklog || lane.state.openUntil !== undefined))
      .map((lane) => ({ webhookId: lane.webhookId, room: lane.room(nowMs) }))
      .filter(({ room }) => room > 0)
  }

  /** Starts over with a webhook: it was changed, or is gone. What is on the wire ends in the old lane. */
  reset(webhookId: string): void {
    const lane = this.lanes.get(webhookId)
    if (lane === undefined) return
    this.lanes.delete(webhookId)
    this.evict(lane)
  }

  wantsMore(webhookId: string): boolean {
    return this.lanes.get(webhookId)?.wantsMore(this.now()) ?? false
  }

  /** Fewer were due than there was room for. */
  backlogIsGone(webhookId: string): void {
    const lane = this.lanes.get(webhookId)
    if (lane !== undefined) lane.hasBacklog = false
  }

  /** `undefined` when nothing is known: as good as new. */
  laneIfKnown(webhookId: string): Lane | undefined {
    return this.lanes.get(webhookId)
  }

  /** Leave to send one request, at once or within `waitMs`; else when to ask again. */
  async take(webhookId: string, limits: LaneLimits, waitMs: number): Promise<Permit | Refusal> {
    const lane = this.laneOf(webhookId)
    lane.apply(limits, this.now())
    if (lane.waiters.length === 0 && this.hasRoom(lane)) return this.occupy(lane)
    if (waitMs <= 0 || lane.isStuck(this.now())) return this.refuse(lane)
    return this.queue(lane, waitMs)
  }

  private queue(lane: Lane, waitMs: number): Promise<Permit | Refusal> {
    return new Promise((resolve) => {
      const waiter: Waiter = {
        admit: () => {
          clearTimeout(timer)
          resolve(this.occupy(lane))
        },
        refuse: () => {
          clearTimeout(timer)
          resolve(this.refuse(lane))
        },
      }
      const timer = setTimeout(() => {
        lane.waiters.splice(lane.waiters.indexOf(waiter), 1)
        if (lane.waiters.length === 0) this.waiting.delete(lane)
        waiter.refuse()
      }, waitMs)
      lane.waiters.push(waiter)
      this.waiting.add(lane)
    })
  }

  /** Who waits behind a receiver that has just been given up on need not wait any longer. */
  private evict(lane: Lane): void {
    this.waiting.delete(lane)
    for (const { refuse } of lane.waiters.splice(0)) refuse()
  }

  private occupy(lane: Lane): Permit {
    this.total += 1
    lane.occupy(this.now())
    let slow = false
    return {
      granted: true,
      park: () => {
        slow = true
        lane.slow += 1
        this.total -= 1
        this.settle(lane)
      },
      release: (verdict) => {
        lane.used -= 1
        if (slow) lane.slow -= 1
        else this.total -= 1
        if (lane.learn(verdict, this.now())) this.listener(lane)
        this.settle(lane)
      },
    }
  }

  private refuse(lane: Lane): Refusal {
    lane.hasBacklog = true
    return refusalOf(lane, this.now())
  }

  private settle(lane: Lane): void {
    if (lane.isStuck(this.now())) this.evict(lane)
    this.admitNext()
  }

  /** Gives free places to those who wait, one lane after the other. */
  private admitNext(): void {
    for (const lane of this.waiting) {
      if (this.total >= this.limits.total) return
      if (!this.hasRoom(lane)) continue
      const waiter = lane.waiters.shift()
      this.waiting.delete(lane)
      if (lane.waiters.length > 0) this.waiting.add(lane)
      if (waiter === undefined) continue
      waiter.admit()
      return
    }
  }

  private hasRoom(lane: Lane): boolean {
    return this.total < this.limits.total && lane.room(this.now()) > 0
  }

  private laneOf(webhookId: string): Lane {
    const known = this.lanes.get(webhookId)
    if (known !== undefined) return known
    if (this.lanes.size >= MAX_LANES) this.forget()
    const lane = new Lane(webhookId, this.rules, this.limits.slowPerWebhook)
    this.lanes.set(webhookId, lane)
    return lane
  }

  private forget(): void {
    for (const [id, lane] of this.lanes) if (lane.isForgettable) this.lanes.delete(id)
  }
}

import { circuitOf, type LaneRules } from './lane-state.js'
import { Lane, type Verdict, type Waiter } from './lane.js'

/** Leave to have one request on the wire. */
export interface Permit {
  readonly granted: true
  /** The request is slow: it goes on, but no longer takes a place that others could use. */
  park(): void
  /** To be called once, when the request has ended. */
  release(verdict: Verdict): void
}

export interface Refusal {
  readonly granted: false
  /** For a person. */
  readonly reason: string
  /** When to ask again. */
  readonly retryInMs: number
}

export interface LaneLimits {
  /** Requests on the wire over all webhooks, without the slow ones. */
  readonly total: number
  /** Slow requests of one webhook. */
  readonly slowPerWebhook: number
}

/** A full lane is asked again after this: long enough for a request to end. */
const FULL_RETRY_MS = 1_000
const MAX_LANES = 50_000

/**
 * Every webhook's lane. Who finds no room may wait a while; webhooks that wait are served in turn, so that one with a long
 * queue takes no place from the others.
 */
export class Lanes {
  private total = 0
  private readonly lanes = new Map<string, Lane>()
  /** Lanes with waiters, the one served last at the end. */
  private readonly waiting = new Set<Lane>()

  constructor(
    private readonly limits: LaneLimits,
    private readonly rules: LaneRules,
    private readonly now: () => number = Date.now,
  ) {}

  get inFlight(): number {
    return this.total
  }

  /** Webhooks from which nothing should be claimed now: left alone, probing, full of slow requests, or with waiters. */
  closedToClaims(): string[] {
    const nowMs = this.now()
    const closed = [...this.lanes.values()].filter((lane) => lane.waiters.length > 0 || lane.isStuck(nowMs))
    return closed.map(({ webhookId }) => webhookId)
  }

  /** Webhooks whose opening is over and that nobody probes yet. */
  readyToProbe(): string[] {
    const nowMs = this.now()
    const ready = [...this.lanes.values()].filter(
      ({ state, used, waiters }) => circuitOf(state, nowMs) === 'half_open' && used === 0 && waiters.length === 0,
    )
    return ready.map(({ webhookId }) => webhookId)
  }

  stateOf(webhookId: string): Lane | undefined {
    return this.lanes.get(webhookId)
  }

  /** @param limit most requests at once that the webhook allows */
  async take(webhookId: string, limit: number, waitMs: number): Promise<Permit | Refusal> {
    const lane = this.laneOf(webhookId)
    lane.limit = limit
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
    lane.used += 1
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
        lane.learn(verdict, this.now())
        this.settle(lane)
      },
    }
  }

  private refuse({ state, slow }: Lane): Refusal {
    const nowMs = this.now()
    const circuit = circuitOf(state, nowMs)
    if (circuit === 'closed') {
      return {
        granted: false,
        reason: slow > 0 ? 'the receiver is slow' : 'many requests at once',
        retryInMs: FULL_RETRY_MS,
      }
    }
    const left = Math.max(0, (state.openUntil ?? nowMs) - nowMs)
    return {
      granted: false,
      reason: 'the receiver fails: it is left alone for a while',
      retryInMs: left + FULL_RETRY_MS,
    }
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
    return this.total < this.limits.total && lane.hasRoom(this.now())
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

import { afterFailure, afterSuccess, capacityOf, freshLane, type LaneRules, type LaneState } from './lane-state.js'
import { Pace, type RateLimit } from './pace.js'

/** How an attempt ended, as far as trust goes; `neutral` says nothing about the receiver. */
export type Verdict = 'success' | 'failure' | 'neutral'

/** What a webhook itself allows. */
export interface LaneLimits {
  readonly maxInFlight: number
  readonly rateLimit: RateLimit | undefined
}

export interface Waiter {
  admit: () => void
  refuse: () => void
}

/** One webhook's requests: those on the wire, those among them that are slow, and those that wait. */
export class Lane {
  state: LaneState
  used = 0
  slow = 0
  waiters: Waiter[] = []
  /** Deliveries were refused here: rows wait in Postgres, and are claimed only as far as there is room. */
  hasBacklog = false
  private limits: LaneLimits = { maxInFlight: Infinity, rateLimit: undefined }
  private pace: Pace | undefined

  constructor(
    readonly webhookId: string,
    private readonly rules: LaneRules,
    private readonly maxSlow: number,
  ) {
    this.state = freshLane(rules)
  }

  /** The webhook's own limits as they are now; a rate limit that is the same goes on counting. */
  apply(limits: LaneLimits, nowMs: number): void {
    const { rateLimit } = limits
    const same =
      rateLimit?.limit === this.limits.rateLimit?.limit &&
      rateLimit?.periodSeconds === this.limits.rateLimit?.periodSeconds
    if (!same) this.pace = rateLimit && new Pace(rateLimit, nowMs)
    this.limits = limits
  }

  /** How many more may go on the wire now. */
  room(nowMs: number): number {
    if (this.slow >= this.maxSlow) return 0
    const free = Math.min(this.limits.maxInFlight, capacityOf(this.state, nowMs)) - this.used
    return Math.max(0, this.pace === undefined ? free : Math.min(free, this.pace.available(nowMs)))
  }

  /** Rows wait for it in Postgres, and half of its places are free: worth a claim. */
  wantsMore(nowMs: number): boolean {
    if (!this.hasBacklog || this.waiters.length > 0) return false
    const room = this.room(nowMs)
    return room > 0 && room >= this.used
  }

  /** Waiting would be in vain for a while: left alone, probed by someone, paced, or full of requests that hang. */
  isStuck(nowMs: number): boolean {
    if (this.state.openUntil !== undefined) return true
    return this.room(nowMs) === 0 && (this.slow > 0 || this.pace?.available(nowMs) === 0)
  }

  occupy(nowMs: number): void {
    this.used += 1
    this.pace?.spend(nowMs)
  }

  /** True when it was opened, opened longer, or closed by this. */
  learn(verdict: Verdict, nowMs: number): boolean {
    const { openUntil } = this.state
    if (verdict === 'success') this.state = afterSuccess(this.state, this.rules)
    if (verdict === 'failure') this.state = afterFailure(this.state, this.rules, nowMs, Math.random())
    return this.state.openUntil !== openUntil
  }

  /** Milliseconds until the rate limit lets one more through; 0 without one. */
  paceMs(nowMs: number): number {
    return this.pace?.waitMs(nowMs) ?? 0
  }

  /** Nothing is lost when it is forgotten. */
  get isForgettable(): boolean {
    return this.used === 0 && this.waiters.length === 0 && this.state.failuresInRow === 0 && !this.hasBacklog
  }
}

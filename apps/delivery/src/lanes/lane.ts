import { afterFailure, afterSuccess, capacityOf, freshLane, type LaneRules, type LaneState } from './lane-state.js'

/** How an attempt ended, as far as trust goes; `neutral` says nothing about the receiver. */
export type Verdict = 'success' | 'failure' | 'neutral'

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
  /** Most requests at once that the webhook itself allows. */
  limit = Infinity

  constructor(
    readonly webhookId: string,
    private readonly rules: LaneRules,
    private readonly maxSlow: number,
  ) {
    this.state = freshLane(rules)
  }

  hasRoom(nowMs: number): boolean {
    return this.used < Math.min(this.limit, capacityOf(this.state, nowMs)) && this.slow < this.maxSlow
  }

  /** Waiting would be in vain for a while: left alone, probed by someone, or full of requests that hang. */
  isStuck(nowMs: number): boolean {
    return this.state.openUntil !== undefined || (this.slow > 0 && !this.hasRoom(nowMs))
  }

  learn(verdict: Verdict, nowMs: number): void {
    if (verdict === 'success') this.state = afterSuccess(this.state, this.rules)
    if (verdict === 'failure') this.state = afterFailure(this.state, this.rules, nowMs, Math.random())
  }

  /** Nothing to remember: it is as a new one would be, or has grown to its limit. */
  get isForgettable(): boolean {
    return this.used === 0 && this.waiters.length === 0 && this.state.failuresInRow === 0
  }
}

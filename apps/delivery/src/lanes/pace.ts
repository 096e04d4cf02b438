export interface RateLimit {
  readonly limit: number
  readonly periodSeconds: number
}

/** Most that may go at once after a pause: a second's worth, so that the receiver sees an even stream. */
const BURST_SECONDS = 1

/** A token bucket that fills evenly: `limit` requests in a period, no more than a second's worth at once. */
export class Pace {
  private tokens: number
  private filledAt: number
  private readonly perMs: number
  private readonly most: number

  constructor({ limit, periodSeconds }: RateLimit, nowMs: number) {
    this.perMs = limit / (periodSeconds * 1_000)
    this.most = Math.max(1, (limit / periodSeconds) * BURST_SECONDS)
    this.tokens = this.most
    this.filledAt = nowMs
  }

  /** Whole requests that may go now. */
  available(nowMs: number): number {
    this.fill(nowMs)
    return Math.floor(this.tokens)
  }

  spend(nowMs: number): void {
    this.fill(nowMs)
    this.tokens -= 1
  }

  /** Milliseconds until one may go. */
  waitMs(nowMs: number): number {
    this.fill(nowMs)
    return Math.max(0, Math.ceil((1 - this.tokens) / this.perMs))
  }

  private fill(nowMs: number): void {
    const passed = Math.max(0, nowMs - this.filledAt)
    this.tokens = Math.min(this.most, this.tokens + passed * this.perMs)
    this.filledAt = nowMs
  }
}

interface Bucket {
  tokens: number
  at: number
}

interface Options {
  burst: number
  perSecond: number
  /** Buckets kept; above that the oldest is forgotten. */
  capacity?: number
}

/** Token buckets for refused credentials: whoever has used his up is turned away before anything is hashed. */
export class AttemptLimiter {
  private readonly buckets = new Map<string, Bucket>()
  private readonly capacity: number

  constructor(private readonly options: Options) {
    this.capacity = options.capacity ?? 20_000
  }

  /** Seconds until the next try; 0 = go on. */
  waitSeconds(source: string, now: number): number {
    if (this.buckets.size === 0) return 0
    const bucket = this.buckets.get(source)
    if (bucket === undefined) return 0
    const tokens = this.tokensAt(bucket, now)
    return tokens >= 1 ? 0 : (1 - tokens) / this.options.perSecond
  }

  failed(source: string, now: number): void {
    const known = this.buckets.get(source)
    const tokens = known === undefined ? this.options.burst : this.tokensAt(known, now)
    this.buckets.delete(source)
    this.buckets.set(source, { tokens: Math.max(0, tokens - 1), at: now })
    if (this.buckets.size > this.capacity) this.buckets.delete(this.buckets.keys().next().value!)
  }

  private tokensAt({ tokens, at }: Bucket, now: number): number {
    const refilled = tokens + ((now - at) / 1_000) * this.options.perSecond
    return Math.min(this.options.burst, refilled)
  }
}

import { setTimeout as delay } from 'node:timers/promises'
import { Pool } from 'undici'
import { clock } from '../worker/clock.ts'
import type { LoadPlan, LoadResult } from './calls.ts'
import { LoadRequest } from './request.ts'
import { requestsOf } from './requests.ts'

const CONNECTIONS = 256
/** How long an answer may take before its event counts as refused. */
const ANSWER_WITHIN_MS = 15_000
const START_IN_MS = 50

/**
 * Open loop: event `n` is due at `start + n / rate` whatever the answers do, and latency counts from then. What the
 * pool cannot send yet waits in it, and that wait is part of the latency too.
 */
export class LoadRun {
  sent = 0
  acked = 0
  private readonly plan: LoadPlan
  private readonly pools: readonly Pool[]
  private readonly startedAt = clock() + START_IN_MS
  private readonly ackedAt: Float64Array
  private readonly sendLag: Float64Array
  private readonly statuses: Record<string, number> = {}
  private readonly all = Promise.withResolvers<void>()
  private requests = 0
  private answered = 0

  constructor(plan: LoadPlan) {
    this.plan = plan
    this.ackedAt = new Float64Array(plan.events).fill(Number.NaN)
    this.sendLag = new Float64Array(Math.ceil(plan.events / plan.perRequest))
    this.pools = plan.origins.map((origin) => new Pool(origin, { connections: CONNECTIONS, pipelining: 1 }))
  }

  /** Resolves when every request is answered, or has been waited for long enough. */
  async finish(): Promise<LoadResult> {
    const build = requestsOf(this.plan)
    this.tick(build)
    const ms = (this.plan.events / this.plan.rate) * 1_000
    const patience = new AbortController()
    await Promise.race([
      this.all.promise,
      delay(ms + ANSWER_WITHIN_MS, undefined, { signal: patience.signal }).catch(() => undefined),
    ])
    patience.abort()
    await Promise.all(this.pools.map((pool) => pool.destroy()))
    const { startedAt, ackedAt, sendLag, statuses } = this
    return { startedAt, ackedAt, sendLag, statuses }
  }

  private tick(build: ReturnType<typeof requestsOf>): void {
    const { events, rate, perRequest } = this.plan
    const now = clock()
    const due = Math.min(events, Math.floor(((now - this.startedAt) * rate) / 1_000) + 1)
    while (this.sent < due) {
      this.sendLag[this.requests] = now - (this.startedAt + (this.sent / rate) * 1_000)
      const count = Math.min(perRequest, events - this.sent)
      this.send(build(this.sent, count), this.sent, count)
    }
    if (this.sent < events) setTimeout(() => this.tick(build), 1)
  }

  private send(request: ReturnType<ReturnType<typeof requestsOf>>, first: number, count: number): void {
    const pool = this.pools[this.requests % this.pools.length]
    this.requests += 1
    this.sent += count
    const end = (status: string): void => this.end(status, first, count)
    pool?.dispatch(request, new LoadRequest(end))
  }

  private end(status: string, first: number, count: number): void {
    this.statuses[status] = (this.statuses[status] ?? 0) + 1
    this.answered += 1
    if (status.startsWith('2')) {
      this.ackedAt.fill(clock(), first, first + count)
      this.acked += count
    }
    if (this.sent >= this.plan.events && this.answered === this.requests) this.all.resolve()
  }
}

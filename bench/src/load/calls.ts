/** Where events go: event `n` of a run goes to target `n % targets.length`. */
export interface LoadTarget {
  readonly path: string
  readonly key: string
  /** Of the events; for plain calls it is not used. */
  readonly type: string
  /** A plain call instead of an event: method and body, `$n` in path or body stands for the number. */
  readonly call?: { readonly method: string; readonly body?: string }
}

export interface LoadPlan {
  readonly trial: number
  /** Gateways, taken in turn. */
  readonly origins: readonly string[]
  readonly targets: readonly LoadTarget[]
  /** Events per second, constant. */
  readonly rate: number
  readonly events: number
  /** Events per request: 1 is the single route, more the batch route. */
  readonly perRequest: number
}

/** What became of a run; times are those of the machine's monotonic clock. */
export interface LoadResult {
  /** When event 0 was due; event `n` was due `n / rate` seconds later (a batch: with its first event). */
  readonly startedAt: number
  /** For each event when its 2xx was there; NaN = none came. */
  readonly ackedAt: Float64Array
  /** How late each request was sent, in milliseconds: the generator's own delay, which the latencies contain. */
  readonly sendLag: Float64Array
  readonly statuses: Readonly<Record<string, number>>
}

interface LoadCounts {
  readonly sent: number
  readonly acked: number
}

/** Events written straight to Kafka, as fast as it takes them. */
export interface ProducePlan {
  readonly trial: number
  readonly brokers: string
  readonly topic: string
  readonly events: number
  /** Whose records: the platform's CloudEvents, or the floor's. */
  readonly format: 'hookline' | 'floor'
  readonly tenantId: string
  readonly type: string
}

/** What the load generator answers. A type, not an interface: it must fit an index signature. */
export type LoadCalls = {
  run: (plan: LoadPlan) => Promise<LoadResult>
  counts: (nothing: null) => LoadCounts
  /** Resolves with the event ids once the broker has all of them. */
  produce: (plan: ProducePlan) => Promise<{ ms: number }>
}

/** How the receiver treats webhooks. Paths are `/r/<slot>/<webhook>`: the place in the fan-out, the webhook's number. */
export interface Behaviour {
  /** Before the answer. */
  readonly delayMs: number
  /** Webhooks with a lower number get no answer. */
  readonly hangBelow: number
}

export interface Expected {
  readonly trial: number
  readonly events: number
  /** Deliveries of each event. */
  readonly fanout: number
}

export interface ReceivedCounts {
  /** First arrivals. */
  readonly received: number
  readonly duplicates: number
  readonly hung: number
}

export interface Arrivals extends ReceivedCounts {
  /** First arrival of event `n` at slot `s`: index `n * fanout + s`; NaN = not yet. */
  readonly receivedAt: Float64Array
}

export interface ListenOptions {
  /** Loopback addresses 127.0.0.1, 127.0.0.2, …, on one port. */
  readonly addresses: number
  /** Key and certificate, PEM. */
  readonly tls?: { readonly key: string; readonly cert: string }
}

/** What the receiver answers. */
export type ReceiverCalls = {
  listen: (options: ListenOptions) => Promise<{ port: number }>
  behave: (behaviour: Behaviour) => void
  expect: (expected: Expected) => void
  counts: (nothing: null) => ReceivedCounts
  collect: (nothing: null) => Arrivals
}

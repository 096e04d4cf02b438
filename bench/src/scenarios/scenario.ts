import type { Audience } from '../stack/audience.ts'

interface Base {
  readonly name: string
  readonly title: string
  readonly audience: Audience
  /** Events per request. */
  readonly perRequest?: number
  readonly gateways?: number
  readonly deliveries?: number
  readonly tls?: boolean
  /** Of every receiver, before its answer. */
  readonly delayMs?: number
}

/** Fixed rates for latency and CPU, then the highest sustained rate. */
export interface RatesScenario extends Base {
  readonly kind: 'rates'
  readonly fixed: readonly number[]
  /** Where the search begins; absent = no search. */
  readonly searchFrom?: number
  /** Measured seconds of each trial. */
  readonly seconds: number
  readonly floor: boolean
}

/** The same trials before and after a change of the surroundings, on the same stack. */
export interface CompareScenario extends Base {
  readonly kind: 'compare'
  readonly change: Change
  readonly fixed: readonly number[]
  readonly searchFrom?: number
  readonly seconds: number
  /** Seconds of a trial that do not count: until hanging requests have filled what they can fill. */
  readonly skipSeconds?: number
}

type Change =
  | { readonly kind: 'hang'; readonly share: number }
  | { readonly kind: 'audience'; readonly audience: Audience }
  | { readonly kind: 'stored' }

/** Work that piled up while delivery was down: events in Kafka, or retries that are due in Postgres. */
export interface BacklogScenario extends Base {
  readonly kind: 'backlog'
  readonly source: 'kafka' | 'due'
  readonly events: number
}

/** Management calls that go through request–reply over Kafka. */
export interface CallsScenario extends Base {
  readonly kind: 'calls'
  readonly rate: number
  readonly seconds: number
}

export type Scenario = RatesScenario | CompareScenario | BacklogScenario | CallsScenario

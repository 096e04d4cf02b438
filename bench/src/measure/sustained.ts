/** What tells whether a rate can be kept for ever. */
export interface Evidence {
  readonly offeredRate: number
  readonly acceptedRate: number
  readonly deliveredRate: number
  readonly lost: number
  /** Not delivered yet because attempts have failed. */
  readonly scheduled: number
  /** Acknowledged deliveries that had not arrived, sampled at even intervals over the measured window. */
  readonly undelivered: readonly number[]
  /** The consumer group's lag, sampled at the same times. */
  readonly lag: readonly number[]
}

const ACHIEVED = 0.98
/** Undelivered may grow by so many seconds' worth of events over a window: less is noise. */
const FLAT_SECONDS = 0.25
/** Commits come once a second, so the lag saws by a second's worth of events whatever happens. */
const LAG_FLAT_SECONDS = 1.5

/** Undefined when the rate was sustained; else the reason why not. */
export function whyNotSustained(evidence: Evidence): string | undefined {
  const { offeredRate, acceptedRate, deliveredRate, lost, scheduled, undelivered, lag } = evidence
  if (lost > 0) return `${lost} lost`
  if (scheduled > 0) return `${scheduled} wait for a retry`
  if (acceptedRate < ACHIEVED * offeredRate) return `accepted ${percent(acceptedRate / offeredRate)} of the offered`
  if (deliveredRate < ACHIEVED * offeredRate) return `delivered ${percent(deliveredRate / offeredRate)} of the offered`
  if (growth(undelivered) > FLAT_SECONDS * offeredRate) return `undelivered grew by ${Math.round(growth(undelivered))}`
  if (growth(lag) > LAG_FLAT_SECONDS * offeredRate) return `consumer lag grew by ${Math.round(growth(lag))}`
  return undefined
}

/** How much the mean of the last third is above that of the first. */
export function growth(samples: readonly number[]): number {
  const third = Math.floor(samples.length / 3)
  if (third === 0) return 0
  return mean(samples.slice(-third)) - mean(samples.slice(0, third))
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length
const percent = (share: number): string => `${(share * 100).toFixed(1)} %`

/** A trial as the search sees it. */
export interface Tried {
  readonly rate: number
  readonly sustained: boolean
  /** What got through, per second: where an overloaded trial says that the limit is. */
  readonly deliveredRate: number
}

export interface SearchOptions {
  readonly from: number
  /** Ends when the lowest failing rate is within this share of the highest sustained one. */
  readonly precision: number
  readonly maxTrials: number
}

const STEP_UP = 1.4
const STEP_DOWN = 0.7
const NEAR_LIMIT = 0.97
const LOWEST = 20
/** Rates are rounded, so the precision is too. */
const TOLERANCE = 1.1

/** The rate to try next; undefined when the search is over. */
export function nextRate(tried: readonly Tried[], { from, precision, maxTrials }: SearchOptions): number | undefined {
  if (tried.length === 0) return from
  if (tried.length >= maxTrials) return undefined
  const good = highestSustained(tried) ?? 0
  const failed = tried.filter(({ rate, sustained }) => !sustained && rate > good)
  if (failed.length === 0) return tidy(good * STEP_UP)
  const limit = Math.min(...failed.map(({ rate }) => rate))
  if (limit <= good * (1 + precision * TOLERANCE)) return undefined
  const next = tidy(between(good, limit, precision, failed))
  return next < LOWEST || tried.some(({ rate }) => rate === next) ? undefined : next
}

/** What got through at the first failure is the best guess, and a step above it the proof; else the middle. */
function between(good: number, limit: number, precision: number, failed: readonly Tried[]): number {
  const through = (failed[0]?.deliveredRate ?? 0) * NEAR_LIMIT
  const isInside = through > good * (1 + precision / 2) && through < limit * (1 - precision / 2)
  if (failed.length === 1 && isInside) return through
  if (good === 0) return limit * STEP_DOWN
  const isAtGuess = Math.abs(good - through) < good * precision
  return Math.min((good + limit) / 2, isAtGuess ? good * (1 + precision) : limit)
}

/** The highest rate that was sustained below the lowest that was not. */
export function highestSustained(tried: readonly Tried[]): number | undefined {
  const good = tried.filter(({ sustained }) => sustained).map(({ rate }) => rate)
  return good.length === 0 ? undefined : Math.max(...good)
}

/** Rates that a person can read: a multiple of 50, of 10 below 500. */
function tidy(rate: number): number {
  const unit = rate < 500 ? 10 : 50
  return Math.max(unit, Math.round(rate / unit) * unit)
}

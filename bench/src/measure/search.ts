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
const NEAR_LIMIT = 0.97

/** The rate to try next; undefined when the search is over. */
export function nextRate(tried: readonly Tried[], { from, precision, maxTrials }: SearchOptions): number | undefined {
  if (tried.length === 0) return from
  const good = highestSustained(tried) ?? 0
  const failed = tried.filter(({ rate, sustained }) => !sustained && rate > good)
  const limit = Math.min(...failed.map(({ rate }) => rate))
  if (tried.length >= maxTrials) return undefined
  if (!Number.isFinite(limit)) return tidy(good * STEP_UP)
  if (good > 0 && limit / good <= 1 + precision) return undefined
  const through = Math.max(...failed.map(({ deliveredRate }) => deliveredRate)) * NEAR_LIMIT
  const middle = good === 0 ? limit * 0.7 : (good + limit) / 2
  const isHint = through > good * (1 + precision / 2) && through < limit * (1 - precision / 2)
  const next = tidy(isHint && failed.length === 1 ? through : middle)
  return next >= 50 && !tried.some(({ rate }) => rate === next) ? next : undefined
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

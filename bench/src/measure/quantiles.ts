/** A distribution in milliseconds, by exact order statistics. */
export interface Latency {
  readonly count: number
  readonly p50: number
  readonly p90: number
  readonly p99: number
  readonly max: number
}

/** Values that are NaN (did not happen) are left out. */
export function latencyOf(values: Float64Array): Latency {
  const sorted = values.filter((value) => !Number.isNaN(value)).sort()
  return {
    count: sorted.length,
    p50: quantile(sorted, 0.5),
    p90: quantile(sorted, 0.9),
    p99: quantile(sorted, 0.99),
    max: quantile(sorted, 1),
  }
}

/** The smallest value that at least the share `q` of the sorted values does not exceed; NaN when there are none. */
function quantile(sorted: Float64Array, q: number): number {
  const index = Math.max(0, Math.ceil(q * sorted.length) - 1)
  return round(sorted[index] ?? Number.NaN)
}

const round = (value: number): number => Math.round(value * 100) / 100

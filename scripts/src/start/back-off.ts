const FIRST_MS = 500
const LONGEST_MS = 30_000
const HEALTHY_MS = 60_000

/** How long to wait before the n-th start in a row after a crash: half a second, doubled each time, at most 30 s. */
export function backOffMs(failures: number): number {
  return Math.min(FIRST_MS * 2 ** (failures - 1), LONGEST_MS)
}

/** Crashes in a row, counting the one that has just happened: a process that ran for a minute starts a new row. */
export function failuresInARow(before: number, ranMs: number): number {
  return ranMs >= HEALTHY_MS ? 1 : before + 1
}

import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

export interface Totals {
  readonly passed: number
  readonly failed: number
  readonly skipped: number
}

/** The totals that jest-totals-reporter.js has written, one file per package. */
export function readTotals(folder: string): Totals[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder).map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as Totals)
}

/** Adds up; a run that failed without a failed test (a crash, a broken build) counts as one failure. */
export function addUp(all: readonly Totals[], exitCode: number): Totals {
  const sum = { passed: 0, failed: 0, skipped: 0 }
  for (const { passed, failed, skipped } of all) {
    sum.passed += passed
    sum.failed += failed
    sum.skipped += skipped
  }
  return { ...sum, failed: sum.failed === 0 && exitCode !== 0 ? 1 : sum.failed }
}

/** The line that the run ends with. */
export function summary({ passed, failed, skipped }: Totals): string {
  return `${passed} passed, ${failed} failed${skipped === 0 ? '' : `, ${skipped} skipped`}`
}

/** A run is good when something ran and nothing failed. */
export function isGood({ passed, failed }: Totals): boolean {
  return passed > 0 && failed === 0
}

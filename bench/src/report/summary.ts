import type { Measured } from '../runners/rates.ts'
import type { Trial } from '../runners/trial.ts'
import type { Result } from './result.ts'

/** What the tables show of one system under one condition. */
export interface Row {
  readonly title: string
  readonly system: string
  /** Highest sustained events per second, of a search. */
  readonly highest: number | undefined
  /** Latencies are taken from the median trial at the lowest rate. */
  readonly calm: Trial | undefined
  /** CPU per event is taken from the highest rate that all rows of the result have sustained. */
  readonly busy: Trial | undefined
  /** What it is compared with: the floor, or the same before the change. */
  readonly reference: Row | undefined
}

/** The rows of a result of trials; backlog and calls have tables of their own. */
export function rowsOf({ findings, title }: Result): Row[] {
  if (findings.kind === 'rates') return compare(title, findings.systems, ['', ''])
  if (findings.kind !== 'compare') return []
  const { before, after, note } = findings.compared
  return compare(title, [before, after], ['before', note])
}

/** The first is the reference of the others. */
function compare(title: string, all: readonly Measured[], notes: readonly string[]): Row[] {
  const common = commonRate(all)
  const rows: Row[] = []
  for (const [index, { system, highest, trials, searched }] of all.entries()) {
    const known = [...trials, ...searched]
    const lowest = Math.min(...known.map(({ rate }) => rate))
    const note = notes[index] ?? ''
    rows.push({
      title: note === '' ? title : `${title}: ${note}`,
      system,
      highest,
      calm: medianAt(known, lowest),
      busy: medianAt(known, common ?? lowest),
      reference: rows[0],
    })
  }
  return rows
}

function commonRate(all: readonly Measured[]): number | undefined {
  const sustained = all.map(
    ({ trials, searched }) =>
      new Set([...trials, ...searched].filter((trial) => trial.sustained).map(({ rate }) => rate)),
  )
  const [first, ...others] = sustained
  const common = [...(first ?? [])].filter((rate) => others.every((rates) => rates.has(rate)))
  return common.length === 0 ? undefined : Math.max(...common)
}

/** Of several trials at one rate the one in the middle, so that its figures belong together. */
function medianAt(trials: readonly Trial[], rate: number): Trial | undefined {
  const sorted = trials
    .filter((trial) => trial.rate === rate)
    .toSorted((one, other) => one.publishToReceive.p99 - other.publishToReceive.p99)
  return sorted[Math.floor((sorted.length - 1) / 2)]
}

/** One figure over that of the reference. */
export function ratio(ours: number | undefined, references: number | undefined): string {
  if (ours === undefined || references === undefined || references === 0) return ''
  return (ours / references).toFixed(2)
}

/** CPU microseconds of gateway and delivery per event. */
export const ownCpu = (trial: Trial | undefined): number | undefined =>
  trial && (trial.cpuPerEvent['gateway'] ?? 0) + (trial.cpuPerEvent['delivery'] ?? 0)

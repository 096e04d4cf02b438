import type { Measured } from '../runners/rates.ts'
import type { Trial } from '../runners/trial.ts'
import type { Result } from './result.ts'

/** What the table shows of one system in one scenario. */
export interface Row {
  readonly scenario: string
  readonly title: string
  readonly system: string
  /** Highest sustained events per second, of a search. */
  readonly highest: number | undefined
  /** The trial that latencies are taken from: the lowest fixed rate. */
  readonly calm: Trial | undefined
  /** The trial that CPU per event is taken from: the highest sustained rate, else the calm one. */
  readonly busy: Trial | undefined
  readonly note: string
}

/** One row for each system and condition of a result of trials; backlog and calls have tables of their own. */
export function rowsOf(result: Result): Row[] {
  const { findings } = result
  if (findings.kind === 'rates') return findings.systems.map((measured) => rowOf(result, measured, ''))
  if (findings.kind !== 'compare') return []
  const { before, after, note } = findings.compared
  return [rowOf(result, before, 'before'), rowOf(result, after, note)]
}

function rowOf({ scenario, title }: Result, { system, trials, highest }: Measured, note: string): Row {
  const byRate = trials.toSorted((one, other) => one.rate - other.rate)
  const sustained = byRate.filter(({ sustained }) => sustained)
  return { scenario, title, system, highest, calm: byRate[0], busy: sustained.at(-1) ?? byRate[0], note }
}

/** The platform's figure over the floor's of the same run; undefined when one is missing. */
export function ratio(ours: number | undefined, floors: number | undefined): string {
  if (ours === undefined || floors === undefined || floors === 0) return ''
  return (ours / floors).toFixed(2)
}

/** CPU microseconds of gateway and delivery per event. */
export const ownCpu = (trial: Trial | undefined): number | undefined =>
  trial && (trial.cpuPerEvent['gateway'] ?? 0) + (trial.cpuPerEvent['delivery'] ?? 0)

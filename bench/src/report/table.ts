import type { Trial } from '../runners/trial.ts'
import { markdownTable, pair, short } from './markdown.ts'
import type { Result } from './result.ts'
import { ownCpu, ratio, type Row, rowsOf } from './summary.ts'

/** Everything that the results say, as Markdown tables. */
export function tableOf(results: readonly Result[]): string {
  const tables = [ratesTable(results), cpuTable(results), backlogTable(results), callsTable(results)]
  return tables.filter((table) => table !== '').join('\n\n')
}

const RATES = [
  'scenario',
  'system',
  'sustained/s',
  'of floor',
  'at rate/s',
  'accept p50 / p99 ms',
  'to receive p50 / p99 ms',
  'delivered/s',
  'lost',
  'twice',
]

function ratesTable(results: readonly Result[]): string {
  const rows = results.flatMap((result) => {
    const of = rowsOf(result)
    const floor = of.find(({ system }) => system === 'floor')
    return of.map((row) => ratesRow(row, floor))
  })
  return rows.length === 0 ? '' : markdownTable(RATES, rows)
}

function ratesRow(row: Row, floor: Row | undefined): string[] {
  const { calm, highest } = row
  const share = row === floor ? '' : ratio(highest, floor?.highest)
  const figures = calm === undefined ? [] : [pair(calm.accept), pair(calm.acceptToReceive), short(calm.deliveredRate)]
  return [titleOf(row), row.system, short(highest), share, short(calm?.rate), ...figures, lostOf(calm), twiceOf(calm)]
}

const CPU = [
  'scenario',
  'system',
  'at rate/s',
  'gateway',
  'delivery',
  'config',
  'kafka',
  'postgres',
  'gateway + delivery of floor',
  'MB gateway · delivery · config',
  'others, cores',
  'loop · HMAC',
]

function cpuTable(results: readonly Result[]): string {
  const rows = results.flatMap((result) => {
    const of = rowsOf(result)
    const floor = of.find(({ system }) => system === 'floor')
    return of.map((row) => cpuRow(row, floor))
  })
  return rows.length === 0 ? '' : `CPU µs per event\n\n${markdownTable(CPU, rows)}`
}

function cpuRow(row: Row, floor: Row | undefined): string[] {
  const { busy } = row
  if (busy === undefined) return [titleOf(row), row.system]
  const cpu = ['gateway', 'delivery', 'config', 'kafka', 'postgres'].map((name) => short(busy.cpuPerEvent[name]))
  const share = row === floor ? '' : ratio(ownCpu(busy), ownCpu(floor?.busy))
  const memory = ['gateway', 'delivery', 'config'].map((name) => short(busy.residentMb[name]) || '–').join(' · ')
  const machine = `${busy.calibration.loop} · ${busy.calibration.hmac}`
  return [titleOf(row), row.system, short(busy.rate), ...cpu, share, memory, String(busy.otherCores), machine]
}

function backlogTable(results: readonly Result[]): string {
  const rows = results.flatMap(({ findings, title }) => {
    if (findings.kind !== 'backlog') return []
    const floor = findings.drained.find(({ system }) => system === 'floor')
    return findings.drained.map((drained) => [
      title,
      drained.system,
      short(drained.perSecond),
      drained === floor ? '' : ratio(drained.perSecond, floor?.perSecond),
      short(drained.cpuPerEvent['delivery']),
      short(drained.cpuPerEvent['postgres']),
      short(drained.firstAfterMs),
      String(drained.lost),
      String(drained.duplicates),
    ])
  })
  const head = [
    'scenario',
    'system',
    'events/s',
    'of floor',
    'CPU µs delivery',
    'postgres',
    'first after ms',
    'lost',
    'twice',
  ]
  return rows.length === 0 ? '' : markdownTable(head, rows)
}

function callsTable(results: readonly Result[]): string {
  const rows = results.flatMap(({ findings }) =>
    findings.kind === 'calls'
      ? findings.called.map(({ what, rate, latency, statuses }) => [
          what,
          short(rate),
          pair(latency),
          Object.entries(statuses)
            .map(([status, count]) => `${count} × ${status}`)
            .join(', '),
        ])
      : [],
  )
  return rows.length === 0 ? '' : markdownTable(['management call', 'at rate/s', 'p50 / p99 ms', 'answers'], rows)
}

const titleOf = ({ title, note }: Row): string => (note === '' ? title : `${title}: ${note}`)
const lostOf = (trial: Trial | undefined): string => String(trial?.lost ?? '')
const twiceOf = (trial: Trial | undefined): string => String(trial?.duplicates ?? '')

import { markdownTable, pair, short } from './markdown.ts'
import type { Result } from './result.ts'
import { ownCpu, ratio, type Row, rowsOf } from './summary.ts'

/** Everything that the results say, as Markdown tables. */
export function tableOf(results: readonly Result[]): string {
  const tables = [ratesTable, cpuTable, backlogTable, callsTable, restartTable].map((table) => table(results))
  return tables.filter((table) => table !== '').join('\n\n')
}

const RATES = [
  'scenario',
  'system',
  'sustained/s',
  '× reference',
  'at rate/s',
  'accept p50 / p99 ms',
  'accept to receive p50 / p99 ms',
  'publish to receive p99 ms',
  '× reference',
  'delivered/s',
  'lost',
  'twice',
]

function ratesTable(results: readonly Result[]): string {
  const rows = results.flatMap((result) => rowsOf(result).map(ratesRow))
  return rows.length === 0 ? '' : markdownTable(RATES, rows)
}

function ratesRow({ title, system, highest, calm, reference }: Row): string[] {
  const rate = [title, system, short(highest), ratio(highest, reference?.highest), short(calm?.rate)]
  if (calm === undefined) return rate
  const { accept, acceptToReceive, publishToReceive, deliveredRate, lost, duplicates } = calm
  const change = ratio(publishToReceive.p99, reference?.calm?.publishToReceive.p99)
  const times = [pair(accept), pair(acceptToReceive), short(publishToReceive.p99), change]
  return [...rate, ...times, short(deliveredRate), String(lost), String(duplicates)]
}

const CPU = [
  'CPU µs per event',
  'system',
  'at rate/s',
  'gateway',
  'delivery',
  'gateway + delivery × reference',
  'config',
  'kafka',
  'postgres',
  'MB gateway · delivery · config',
  'others, cores',
  'loop · HMAC',
]

function cpuTable(results: readonly Result[]): string {
  const rows = results.flatMap((result) => rowsOf(result).map(cpuRow))
  return rows.length === 0 ? '' : markdownTable(CPU, rows)
}

function cpuRow({ title, system, busy, reference }: Row): string[] {
  if (busy === undefined) return [title, system]
  const cpu = (name: string): string => short(busy.cpuPerEvent[name])
  const own = [cpu('gateway'), cpu('delivery'), ratio(ownCpu(busy), ownCpu(reference?.busy))]
  const memory = ['gateway', 'delivery', 'config'].map((name) => short(busy.residentMb[name]) || '–').join(' · ')
  const machine = [String(busy.otherCores), `${busy.calibration.loop} · ${busy.calibration.hmac}`]
  return [title, system, short(busy.rate), ...own, cpu('config'), cpu('kafka'), cpu('postgres'), memory, ...machine]
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
      short(drained.settledAfterMs),
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
    'settled after ms',
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

function restartTable(results: readonly Result[]): string {
  const rows = results.flatMap(({ findings }) => {
    if (findings.kind !== 'compare' || findings.compared.readyAgain === undefined) return []
    const { note, readyAgain } = findings.compared
    return Object.entries(readyAgain).map(([service, seconds]) => [service, note, String(seconds)])
  })
  return rows.length === 0 ? '' : markdownTable(['killed with -9', 'with', 'ready again after s'], rows)
}

import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { SCENARIOS } from '../scenarios/index.ts'
import { plotOf } from './plot.ts'
import type { Result } from './result.ts'
import { tableOf } from './table.ts'

const BEGIN = '<!-- bench:begin -->'
const END = '<!-- bench:end -->'

/** Puts the newest figures between the markers of docs/performance.md, and the plot beside it. */
export function writeDocs(root: string, newest: ReadonlyMap<string, Result>): void {
  const file = join(root, 'docs', 'performance.md')
  const results = SCENARIOS.flatMap(({ name }) => newest.get(name) ?? [])
  if (results.length === 0 || !existsSync(file)) return
  const text = readFileSync(file, 'utf8')
  const begin = text.indexOf(BEGIN)
  const end = text.indexOf(END)
  if (begin === -1 || end < begin) throw new Error(`${file} has no ${BEGIN} and ${END}`)
  const generated = `${BEGIN}\n\n${machineOf(results)}\n\n${tableOf(results)}\n\n`
  writeFileSync(file, text.slice(0, begin) + generated + text.slice(end))
  writeFileSync(join(root, 'docs', 'performance.svg'), plotOf(results))
}

/** The machine, and when: results of several days say so. */
function machineOf(results: readonly Result[]): string {
  const days = [...new Set(results.map(({ at }) => at.slice(0, 10)))].sort().join(', ')
  const machines = results.map(
    ({ host }) => `${host.cores} cores of ${host.cpu}, ${host.memoryGb} GB, Linux ${host.kernel}, Node ${host.node}`,
  )
  return `Measured ${days} on ${[...new Set(machines)].join('; ')}.`
}

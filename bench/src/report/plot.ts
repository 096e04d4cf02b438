import type { Result } from './result.ts'
import { rowsOf } from './summary.ts'

interface Bar {
  readonly label: string
  readonly floor: number | undefined
  readonly ours: number
}

const WIDTH = 860
const LEFT = 300
const BAR = 14
const ROW = 46
const TOP = 40
const RIGHT = 90
/** They read on light and on dark pages. */
const OURS = '#2f7dd1'
const FLOOR = '#9aa5b1'
const TEXT = '#6b7280'

/** Highest sustained events per second of each scenario, the floor beside it: an SVG by hand. */
export function plotOf(results: readonly Result[]): string {
  const bars = results.flatMap(barsOf)
  const most = Math.max(1, ...bars.flatMap(({ floor = 0, ours }) => [floor, ours]))
  const height = TOP + bars.length * ROW + 10
  const body = bars.map((bar, index) => group(bar, TOP + index * ROW, (WIDTH - LEFT - RIGHT) / most)).join('\n')
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" font-family="sans-serif" font-size="13" role="img" aria-label="Highest sustained events per second">
<g fill="${TEXT}"><text x="${LEFT}" y="20">highest sustained events per second: </text>
<text x="${LEFT + 250}" y="20" fill="${OURS}">Hookline</text><text x="${LEFT + 320}" y="20" fill="${FLOOR}">floor program</text></g>
${body}
</svg>
`
}

function barsOf(result: Result): Bar[] {
  return rowsOf(result).flatMap(({ system, highest, title, reference }) => {
    if (system === 'floor' || highest === undefined) return []
    return [{ label: title, floor: reference?.system === 'floor' ? reference.highest : undefined, ours: highest }]
  })
}

function group({ label, floor, ours }: Bar, y: number, scale: number): string {
  const parts = [text(LEFT - 10, y + BAR, label, 'end', TEXT), bar(y, ours, scale, OURS)]
  if (floor !== undefined) parts.push(bar(y + BAR + 3, floor, scale, FLOOR))
  return parts.join('\n')
}

function bar(y: number, value: number, scale: number, colour: string): string {
  const width = Math.round(value * scale)
  const figure = text(LEFT + width + 6, y + BAR - 2, value.toLocaleString('en-US'), 'start', TEXT)
  return `<rect x="${LEFT}" y="${y}" width="${width}" height="${BAR}" fill="${colour}"/>\n${figure}`
}

function text(x: number, y: number, content: string, anchor: string, colour: string): string {
  const escaped = content.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
  return `<text x="${x}" y="${y}" text-anchor="${anchor}" fill="${colour}">${escaped}</text>`
}

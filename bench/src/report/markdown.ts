/** A Markdown table, its columns padded as the formatter wants them. */
export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((title, index) => Math.max(3, title.length, ...rows.map((row) => row[index]?.length ?? 0)))
  const line = (cells: readonly string[]): string =>
    `| ${widths.map((width, index) => (cells[index] ?? '').padEnd(width)).join(' | ')} |`
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n')
}

/** `2.1 / 9.8 ms`. */
export const pair = ({ p50, p99 }: { p50: number; p99: number }): string => `${short(p50)} / ${short(p99)}`

/** Thousands apart; no decimals from ten up. */
export function short(value: number | undefined): string {
  if (value === undefined || Number.isNaN(value)) return ''
  const rounded = Math.abs(value) >= 10 ? Math.round(value) : Math.round(value * 10) / 10
  return rounded.toLocaleString('en-US')
}

import { readFileSync, statSync } from 'node:fs'

/** The size of a log now, to tell later what one start has added. */
export function logSize(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0
}

/** The last lines of what was added to a log after an offset. */
export function logTail(path: string, { from = 0, lines = 15 } = {}): string {
  if (logSize(path) === 0) return ''
  return readFileSync(path).subarray(from).toString('utf8').trimEnd().split('\n').slice(-lines).join('\n')
}

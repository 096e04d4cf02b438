import type { Result } from './result.ts'

export function writeDocs(_root: string, _results: ReadonlyMap<string, Result>): void {
  // later
}

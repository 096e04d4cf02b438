import type { Result } from './result.ts'

export function tableOf(results: readonly Result[]): string {
  return JSON.stringify(results.map(({ scenario }) => scenario))
}

import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Result } from './result.ts'

const NAME = /^(\d{4}-\d\d-\d\d)-(.+)\.json$/u

/** Writes the result of a scenario; a later one of the same day replaces it. */
export function writeResult(folder: string, result: Result): string {
  mkdirSync(folder, { recursive: true })
  const file = join(folder, `${result.at.slice(0, 10)}-${result.scenario}.json`)
  writeFileSync(file, `${JSON.stringify(result, undefined, 2)}\n`)
  return file
}

/** The newest result of each scenario. */
export function newestResults(folder: string): Map<string, Result> {
  const newest = new Map<string, Result>()
  if (!existsSync(folder)) return newest
  for (const file of readdirSync(folder).sort()) {
    const scenario = NAME.exec(file)?.[2]
    if (scenario !== undefined) newest.set(scenario, JSON.parse(readFileSync(join(folder, file), 'utf8')) as Result)
  }
  return newest
}

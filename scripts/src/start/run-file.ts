import { renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** What tools find in run.json: where things are, the keys of the demo, and the pids. Source: docs/architecture.md §8. */
export interface RunFile {
  readonly gateway: string
  readonly admin_key: string
  readonly tenant: string
  readonly tenant_key: string
  readonly receiver: string
  readonly kafka: string
  readonly database: string
  readonly pids: Readonly<Record<string, number>>
}

/** Writes run.json whole or not at all; it holds keys, so only its owner may read it. */
export function writeRunFile(dataDir: string, run: RunFile): void {
  const file = runFile(dataDir)
  writeFileSync(`${file}.tmp`, `${JSON.stringify(run, undefined, 2)}\n`, { mode: 0o600 })
  renameSync(`${file}.tmp`, file)
}

export function removeRunFile(dataDir: string): void {
  rmSync(runFile(dataDir), { force: true })
}

function runFile(dataDir: string): string {
  return join(dataDir, 'run.json')
}

import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './commands.ts'
import { dataDirOf } from './settings.ts'
import { runningStart } from './start/start-lock.ts'

/** What a start makes in its data directory; nothing else there is touched. */
const MADE = [
  'postgres',
  'kafka',
  'postgres.pid.json',
  'kafka.pid.json',
  'pids',
  'logs',
  'secrets.json',
  'run.json',
  'start.lock',
  'test',
]

const dataDir = dataDirOf(root, process.env)
const running = runningStart(dataDir)
if (running === undefined) {
  const found = MADE.map((name) => join(dataDir, name)).filter((path) => existsSync(path))
  for (const path of found) rmSync(path, { recursive: true, force: true })
  console.log(found.length === 0 ? `There is nothing to wipe in ${dataDir}.` : `Wiped the data in ${dataDir}.`)
} else {
  console.error(`Hookline runs (process ${running}): stop it with Ctrl-C in its terminal, then reset.`)
  process.exitCode = 1
}

import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { runBench } from './bench.ts'
import { type Options, readOptions, USAGE } from './options.ts'
import { newestResults, writeResult } from './report/files.ts'
import { writeDocs } from './report/docs.ts'
import { tableOf } from './report/table.ts'
import { SCENARIOS } from './scenarios/index.ts'
import type { Scenario } from './scenarios/scenario.ts'
import { Cleanup } from './stack/cleanup.ts'
import { type Context, root } from './stack/context.ts'
import { runDirectory } from './stack/run-directory.ts'

const FORCED = 130
const PARENT_POLL_MS = 1_000
const RESULTS = join(root, 'bench', 'results')

function chosen({ scenarios }: Options): readonly Scenario[] {
  if (scenarios.length === 0) return SCENARIOS.filter(({ optional }) => optional !== true)
  return scenarios.map((name) => {
    const found = SCENARIOS.find((scenario) => scenario.name === name)
    if (found === undefined) throw new Error(`there is no scenario ${name}: see pnpm bench --list`)
    return found
  })
}

function prepare(options: Options): Context {
  const dir = runDirectory(join(root, '.hookline', 'bench'))
  const stopping = new AbortController()
  const cleanup = new Cleanup()
  const stop = (): void => {
    if (stopping.signal.aborted) return
    stopping.abort()
    void cleanup.run().then(() => {
      if (!options.keep) rmSync(dir, { recursive: true, force: true })
      process.exit(FORCED)
    })
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop)
  const parent = process.ppid
  // The shim that pnpm starts us by passes no signals on: when it is gone, so are we.
  setInterval(() => process.ppid !== parent && stop(), PARENT_POLL_MS).unref()
  const say = (line: string): void => console.log(line)
  return { options, cleanup, dir, stopping: stopping.signal, say }
}

async function main(): Promise<number> {
  const options = readOptions(process.argv.slice(2))
  if (options.list) {
    for (const { name, title } of SCENARIOS) console.log(`${name.padEnd(16)} ${title}`)
    return 0
  }
  if (options.report) {
    writeDocs(root, newestResults(RESULTS))
    return 0
  }
  const scenarios = chosen(options)
  const context = prepare(options)
  try {
    // Smoke figures are no figures: they stay out of the results.
    const folder = options.quick ? join(root, '.hookline', 'bench', 'results') : RESULTS
    const outcome = await runBench(context, scenarios, (result) => writeResult(folder, result))
    console.log(`\n${tableOf(outcome.results)}`)
    if (!options.quick) writeDocs(root, newestResults(RESULTS))
    for (const { scenario, reason } of outcome.failures) console.log(`${scenario} failed: ${reason}`)
    return outcome.failures.length === 0 ? 0 : 1
  } finally {
    await context.cleanup.run()
  }
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error)
    if (!(error instanceof Error) || error.name !== 'AbortError') console.error(USAGE)
    process.exit(1)
  },
)

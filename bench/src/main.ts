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
  if (scenarios.length === 0) return SCENARIOS
  return scenarios.map((name) => {
    const found = SCENARIOS.find((scenario) => scenario.name === name)
    if (found === undefined) throw new Error(`there is no scenario ${name}: --list names those that there are`)
    return found
  })
}

async function prepare(options: Options): Promise<Context> {
  const say = (line: string): void => console.log(line)
  const dir = await runDirectory(join(root, '.hookline', 'bench'), say)
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
  if (process.env['npm_lifecycle_event'] !== undefined) stopWithParent(stop)
  return { options, cleanup, dir, stopping: stopping.signal, say }
}

/** The shim that pnpm starts us by passes no signals on: when it is gone, so are we. */
function stopWithParent(stop: () => void): void {
  const parent = process.ppid
  setInterval(() => process.ppid !== parent && stop(), PARENT_POLL_MS).unref()
}

async function measure(options: Options, scenarios: readonly Scenario[]): Promise<number> {
  const context = await prepare(options)
  try {
    const outcome = await runBench(context, scenarios, (result) => writeResult(folderOf(options), result))
    console.log(`\n${tableOf(outcome.results)}`)
    if (folderOf(options) === RESULTS) writeDocs(root, newestResults(RESULTS))
    for (const { scenario, reason } of outcome.failures) console.log(`${scenario} failed: ${reason}`)
    return outcome.failures.length === 0 ? 0 : 1
  } finally {
    await context.cleanup.run()
  }
}

/** Figures of a smoke, with other settings or under a profiler are not those of the docs. */
function folderOf({ quick, env, profile }: Options): string {
  const isOrdinary = !quick && profile === undefined && Object.keys(env).length === 0
  return isOrdinary ? RESULTS : join(root, '.hookline', 'bench', 'results')
}

function optionsOf(args: readonly string[]): { options: Options; scenarios: readonly Scenario[] } {
  try {
    const options = readOptions(args)
    return { options, scenarios: chosen(options) }
  } catch (error) {
    console.error(`${messageOf(error)}\n\n${USAGE}`)
    process.exit(1)
  }
}

async function main(): Promise<number> {
  const { options, scenarios } = optionsOf(process.argv.slice(2))
  if (options.list) for (const { name, title } of SCENARIOS) console.log(`${name.padEnd(16)} ${title}`)
  if (options.report) writeDocs(root, newestResults(RESULTS))
  return options.list || options.report ? 0 : measure(options, scenarios)
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(messageOf(error))
    process.exit(1)
  },
)

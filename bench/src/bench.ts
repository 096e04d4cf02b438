import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { describeHost } from './machine/host.ts'
import type { Findings, Result } from './report/result.ts'
import { measureBacklog } from './runners/backlog.ts'
import { measureCalls } from './runners/calls.ts'
import { measureChange } from './runners/compare.ts'
import { measureRates, type Pace } from './runners/rates.ts'
import type { CompareScenario, RatesScenario, Scenario } from './scenarios/scenario.ts'
import type { Context } from './stack/context.ts'
import { type Infrastructure, POSTGRES_SETTINGS, startInfrastructure } from './stack/infrastructure.ts'
import { openStage, type Stage } from './stack/stage.ts'

export interface Outcome {
  readonly results: readonly Result[]
  readonly failures: readonly { readonly scenario: string; readonly reason: string }[]
}

const SKIP_SECONDS = 3
const QUICK = { seconds: 2, skipSeconds: 0.5, rate: 200, events: 2_000, timeoutMs: 1_000 }

/** Runs the scenarios one after the other; one that fails is reported and the others run. */
export async function runBench(
  context: Context,
  scenarios: readonly Scenario[],
  keep: (result: Result) => void,
): Promise<Outcome> {
  mkdirSync(join(context.dir, 'logs'), { recursive: true })
  const infrastructure = await startInfrastructure(context)
  const results: Result[] = []
  const failures: { scenario: string; reason: string }[] = []
  for (const scenario of scenarios) {
    context.stopping.throwIfAborted()
    context.say(`${scenario.name}: ${scenario.title}`)
    try {
      const result = await runScenario(context, infrastructure, scenario)
      keep(result)
      results.push(result)
    } catch (error) {
      context.stopping.throwIfAborted()
      const reason = error instanceof Error ? error.message : String(error)
      context.say(`  FAILED: ${reason}`)
      failures.push({ scenario: scenario.name, reason })
    }
  }
  await context.cleanup.run()
  if (!context.options.keep && failures.length === 0) rmSync(context.dir, { recursive: true, force: true })
  return { results, failures }
}

async function runScenario(context: Context, infrastructure: Infrastructure, given: Scenario): Promise<Result> {
  const scenario = context.options.quick ? quickened(given) : given
  const stage = await openStage(context, infrastructure, scenario)
  try {
    const { name, title } = given
    const at = new Date().toISOString()
    const findings = await measure(stage, scenario)
    return { scenario: name, title, at, host: describeHost(), postgres: POSTGRES_SETTINGS, findings }
  } finally {
    await stage.close()
  }
}

async function measure(stage: Stage, scenario: Scenario): Promise<Findings> {
  switch (scenario.kind) {
    case 'rates': {
      const systems = stage.floor === undefined ? [stage.hookline] : [stage.floor, stage.hookline]
      return { kind: 'rates', systems: await measureRates(stage, systems, paceOf(stage, scenario)) }
    }
    case 'compare':
      return { kind: 'compare', compared: await measureChange(stage, scenario, paceOf(stage, scenario)) }
    case 'backlog':
      return { kind: 'backlog', drained: await measureBacklog(stage, scenario) }
    case 'calls': {
      const seconds = stage.context.options.seconds ?? scenario.seconds
      return { kind: 'calls', called: await measureCalls(stage, scenario, seconds) }
    }
  }
}

function paceOf({ context }: Stage, scenario: RatesScenario | CompareScenario): Pace {
  const { quick, rate, seconds } = context.options
  const skip = scenario.kind === 'compare' ? scenario.skipSeconds : undefined
  return {
    fixed: rate === undefined ? scenario.fixed : [rate],
    searchFrom: rate === undefined ? scenario.searchFrom : undefined,
    seconds: seconds ?? scenario.seconds,
    skipSeconds: quick ? QUICK.skipSeconds : (skip ?? SKIP_SECONDS),
  }
}

/** Small and short: it shows that everything runs. */
function quickened(scenario: Scenario): Scenario {
  const { seconds, rate, events, timeoutMs } = QUICK
  switch (scenario.kind) {
    case 'rates':
      return { ...withoutSearch(scenario), fixed: [rate], seconds }
    case 'compare': {
      const { audience } = scenario
      const limited = audience.timeoutMs === undefined ? audience : { ...audience, timeoutMs }
      return { ...withoutSearch(scenario), audience: limited, fixed: [rate], seconds }
    }
    case 'backlog':
      return { ...scenario, events }
    case 'calls':
      return { ...scenario, rate: 50, seconds }
  }
}

function withoutSearch<T extends RatesScenario | CompareScenario>(scenario: T): Omit<T, 'searchFrom'> {
  const { searchFrom: _, ...rest } = scenario
  return rest
}

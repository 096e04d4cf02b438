import { rmSync } from 'node:fs'
import { describeHost } from './machine/host.ts'
import type { Findings, Result } from './report/result.ts'
import { measureBacklog } from './runners/backlog.ts'
import { measureCalls } from './runners/calls.ts'
import { measureChange } from './runners/compare.ts'
import { measureRates, type Pace } from './runners/rates.ts'
import { QUICK, quickened } from './scenarios/quick.ts'
import type { CompareScenario, RatesScenario, Scenario } from './scenarios/scenario.ts'
import type { Context } from './stack/context.ts'
import { POSTGRES_SETTINGS, startInfrastructure } from './stack/infrastructure.ts'
import { Bases } from './stack/bases.ts'
import { openStage, type Stage } from './stack/stage.ts'

export interface Outcome {
  readonly results: readonly Result[]
  readonly failures: readonly { readonly scenario: string; readonly reason: string }[]
}

const SKIP_SECONDS = 3

/** Runs the scenarios one after the other; one that fails is reported and the others run. */
export async function runBench(
  context: Context,
  scenarios: readonly Scenario[],
  keep: (result: Result) => void,
): Promise<Outcome> {
  const bases = new Bases(context, await startInfrastructure(context))
  const results: Result[] = []
  const failures: { scenario: string; reason: string }[] = []
  for (const scenario of scenarios) {
    context.stopping.throwIfAborted()
    context.say(`${scenario.name}: ${scenario.title}`)
    try {
      const result = await runScenario(context, bases, scenario)
      keep(result)
      results.push(result)
    } catch (error) {
      context.stopping.throwIfAborted()
      const reason = error instanceof Error ? error.message : String(error)
      context.say(`  FAILED: ${reason}`)
      failures.push({ scenario: scenario.name, reason })
      await bases.drop()
    }
  }
  await context.cleanup.run()
  if (context.options.keep || failures.length > 0) context.say(`data and logs: ${context.dir}`)
  else rmSync(context.dir, { recursive: true, force: true })
  return { results, failures }
}

async function runScenario(context: Context, bases: Bases, given: Scenario): Promise<Result> {
  const scenario = context.options.quick ? quickened(given) : given
  const stage = await openStage(context, await bases.take(scenario), scenario)
  try {
    const { title } = given
    const { rate } = context.options
    // A rate of one's own is another question: it does not replace the answer to the scenario's.
    const name = rate === undefined ? given.name : `${given.name}-at-${rate}`
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
  const { quick, rate, seconds, repeats } = context.options
  const skip = scenario.kind === 'compare' ? scenario.skipSeconds : undefined
  return {
    fixed: rate === undefined ? scenario.fixed : [rate],
    searchFrom: rate === undefined ? scenario.searchFrom : undefined,
    seconds: seconds ?? scenario.seconds,
    repeats: quick ? 1 : repeats,
    skipSeconds: quick ? QUICK.skipSeconds : (skip ?? SKIP_SECONDS),
  }
}

import { untilCalm } from '../machine/calm.ts'
import { highestSustained, nextRate } from '../measure/search.ts'
import type { Stage } from '../stack/stage.ts'
import type { System } from '../stack/system.ts'
import { runTrial, type Trial, type TrialPlan } from './trial.ts'
import { trialLine } from './trial-line.ts'

export interface Pace {
  readonly fixed: readonly number[]
  readonly searchFrom: number | undefined
  readonly seconds: number
  readonly skipSeconds: number
  /** How often each fixed rate is measured: the median counts. */
  readonly repeats: number
  readonly hangBelow?: number
}

/** All trials of one system under the same conditions. */
export interface Measured {
  readonly system: System['name']
  /** At fixed rates. */
  readonly trials: readonly Trial[]
  readonly searched: readonly Trial[]
  /** The highest sustained rate that the search has found, in events per second. */
  readonly highest: number | undefined
}

const WARM_UP_SECONDS = 4
const PRECISION = 0.05
const MAX_TRIALS = 9
/** A failed trial beside so busy neighbours says little: it is repeated once. */
const NOISY_CORES = 0.3

/**
 * Measures the systems in turn, rate by rate, so that a change of the machine's mood meets all of them alike.
 */
export async function measureRates(stage: Stage, systems: readonly System[], pace: Pace): Promise<Measured[]> {
  const runs = systems.map((system) => new Run(stage, system, pace))
  for (const run of runs) await run.warmUp()
  for (let repeat = 0; repeat < pace.repeats; repeat += 1) {
    for (const rate of pace.fixed) for (const run of runs) await run.fixed(rate)
  }
  let searching = pace.searchFrom === undefined ? [] : runs
  while (searching.length > 0) {
    const goOn: Run[] = []
    for (const run of searching) if (await run.search(pace.searchFrom ?? 0)) goOn.push(run)
    searching = goOn
  }
  return runs.map((run) => run.measured())
}

class Run {
  private readonly stage: Stage
  private readonly system: System
  private readonly pace: Pace
  private readonly trials: Trial[] = []
  private readonly searched: Trial[] = []

  constructor(stage: Stage, system: System, pace: Pace) {
    this.stage = stage
    this.system = system
    this.pace = pace
  }

  /** Brings the compilers and connections up; not reported. */
  async warmUp(): Promise<void> {
    const { fixed, searchFrom } = this.pace
    const rate = Math.min(...fixed, searchFrom ?? Number.POSITIVE_INFINITY)
    const seconds = this.stage.context.options.quick ? 1 : WARM_UP_SECONDS
    await runTrial(this.stage, { ...this.plan(rate), seconds, skipSeconds: 0 })
  }

  async fixed(rate: number): Promise<void> {
    this.trials.push(await this.trial(rate))
  }

  /** One step of the search; false when it is over. */
  async search(from: number): Promise<boolean> {
    const rate = nextRate(this.searched, { from, precision: PRECISION, maxTrials: MAX_TRIALS })
    if (rate === undefined) return false
    let trial = await this.trial(rate)
    if (!trial.sustained && trial.otherCores > NOISY_CORES) trial = await this.trial(rate)
    this.searched.push(trial)
    return true
  }

  measured(): Measured {
    const { trials, searched } = this
    return { system: this.system.name, trials, searched, highest: highestSustained(searched) }
  }

  private async trial(rate: number): Promise<Trial> {
    const { options, stopping, say } = this.stage.context
    await untilCalm(options.patience, stopping)
    const trial = await runTrial(this.stage, this.plan(rate))
    say(trialLine(trial))
    return trial
  }

  private plan(rate: number): TrialPlan {
    const { seconds, skipSeconds, hangBelow } = this.pace
    return { system: this.system, rate, seconds, skipSeconds, ...(hangBelow !== undefined && { hangBelow }) }
  }
}

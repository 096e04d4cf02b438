import { setTimeout as delay } from 'node:timers/promises'
import type { LoadResult } from '../load/calls.ts'
import { calibrate, type Calibration } from '../machine/calibration.ts'
import { join, type Joined } from '../measure/join.ts'
import { type Latency, latencyOf } from '../measure/quantiles.ts'
import { whyNotSustained } from '../measure/sustained.ts'
import type { Arrivals } from '../receiver/calls.ts'
import { fanoutOf } from '../stack/audience.ts'
import { openDeliveries } from '../stack/due-deliveries.ts'
import type { Stage } from '../stack/stage.ts'
import type { System } from '../stack/system.ts'
import { Sampler, type Samples } from './sampler.ts'
import { Usage, type Used } from './usage.ts'

export interface TrialPlan {
  readonly system: System
  readonly rate: number
  readonly seconds: number
  readonly skipSeconds: number
  /** Webhooks with a lower number hang: their events are in no figure. */
  readonly hangBelow?: number
}

export interface Trial extends Used {
  readonly system: System['name']
  readonly rate: number
  readonly seconds: number
  readonly acceptedRate: number
  readonly deliveredRate: number
  readonly accept: Latency
  readonly acceptToReceive: Latency
  readonly publishToReceive: Latency
  /** The generator's own lateness, which the latencies contain. */
  readonly sendLag: Latency
  readonly statuses: Readonly<Record<string, number>>
  readonly lost: number
  /** Not arrived when the trial ended, but on record for a retry. */
  readonly scheduled: number
  readonly duplicates: number
  readonly hung: number
  readonly undelivered: readonly number[]
  readonly lag: readonly number[]
  readonly sustained: boolean
  readonly why: string
  readonly calibration: Calibration
}

/** So long without any progress, and with nothing scheduled, what is missing counts as lost. */
const STALLED_AFTER_MS = 10_000
const LONGEST_DRAIN_MS = 90_000
const POLL_MS = 100
let trials = 0

/** One run at one constant rate: load, samples, drain, join. */
export async function runTrial(stage: Stage, plan: TrialPlan): Promise<Trial> {
  const { load, receiver, scenario } = stage
  const { system, rate, seconds, skipSeconds } = plan
  const { perRequest = 1 } = scenario
  const trial = (trials += 1)
  const calibration = calibrate()
  const events = Math.ceil((rate * (skipSeconds + seconds)) / perRequest) * perRequest
  await receiver.call('expect', { trial, events, fanout: fanoutOf(scenario.audience) })
  const { origins, targets } = system
  const sampler = new Sampler(stage, system)
  const usage = new Usage(stage, system)
  const running = load.call('run', { trial, origins, targets, rate, events, perRequest })
  const watched = watch(stage, plan, sampler, usage)
  const [result, used] = await Promise.all([running, watched]).finally(() => sampler.stop())
  const scheduled = await drained(stage, result, plan)
  const arrivals = await receiver.call('collect', null)
  return report(plan, perRequest, { result, arrivals, samples: sampler.samples, used, calibration, scheduled })
}

async function watch(stage: Stage, plan: TrialPlan, sampler: Sampler, usage: Usage): Promise<Used> {
  const { signal } = sampler
  await delay(plan.skipSeconds * 1_000, undefined, { signal })
  await usage.begin()
  sampler.start()
  await delay(plan.seconds * 1_000, undefined, { signal })
  sampler.stop()
  return usage.end(fanoutOf(stage.scenario.audience))
}

/**
 * Waits until every delivery that must come has come, or nothing comes any more and nothing is scheduled. Gives how many
 * are scheduled then: overload makes failures, and a second retry is minutes away.
 */
async function drained(stage: Stage, result: LoadResult, plan: TrialPlan): Promise<number> {
  const { receiver, scenario, context } = stage
  const fanout = fanoutOf(scenario.audience)
  const expected = result.ackedAt.filter((at, event) => !Number.isNaN(at) && isCounted(plan, event)).length * fanout
  const deadline = Date.now() + LONGEST_DRAIN_MS
  let last = -1
  let progressAt = Date.now()
  while (Date.now() < deadline) {
    context.stopping.throwIfAborted()
    const { received } = await receiver.call('counts', null)
    if (received >= expected) return 0
    if (received > last) progressAt = Date.now()
    last = received
    const isStalled = Date.now() - progressAt > STALLED_AFTER_MS
    if (isStalled && (await scheduled(stage, plan)) === 0) return 0
    await delay(POLL_MS)
  }
  return scheduled(stage, plan)
}

function scheduled(stage: Stage, { system, hangBelow = 0 }: TrialPlan): Promise<number> {
  if (system.name === 'floor') return Promise.resolve(0)
  return openDeliveries(stage, stage.built.webhookIds.slice(0, hangBelow))
}

const isCounted = ({ system, hangBelow = 0 }: TrialPlan, event: number): boolean =>
  event % system.targets.length >= hangBelow

interface Parts {
  readonly result: LoadResult
  readonly arrivals: Arrivals
  readonly samples: Samples
  readonly used: Used
  readonly calibration: Calibration
  readonly scheduled: number
}

function report(plan: TrialPlan, perRequest: number, parts: Parts): Trial {
  const { result, arrivals, samples, used, calibration } = parts
  const { rate, seconds, skipSeconds } = plan
  const fanout = arrivals.receivedAt.length / result.ackedAt.length
  const counts = (event: number): boolean => isCounted(plan, event)
  const { startedAt, ackedAt } = result
  const { receivedAt } = arrivals
  const joined = join({ startedAt, rate, perRequest, fanout, ackedAt, receivedAt, skipSeconds, seconds, counts })
  const scheduled = Math.min(parts.scheduled, joined.missing)
  const lost = joined.missing - scheduled
  const why = whyNotSustained({ ...joined, ...samples, lost, scheduled })
  return {
    system: plan.system.name,
    rate,
    seconds,
    ...latencies(joined),
    sendLag: latencyOf(result.sendLag),
    statuses: result.statuses,
    lost,
    scheduled,
    duplicates: arrivals.duplicates,
    hung: arrivals.hung,
    ...samples,
    ...used,
    sustained: why === undefined,
    why: why ?? '',
    calibration,
  }
}

const latencies = (joined: Joined) => ({
  acceptedRate: Math.round(joined.acceptedRate),
  deliveredRate: Math.round(joined.deliveredRate),
  accept: latencyOf(joined.accept),
  acceptToReceive: latencyOf(joined.acceptToReceive),
  publishToReceive: latencyOf(joined.publishToReceive),
})

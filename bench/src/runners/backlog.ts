import { setTimeout as delay } from 'node:timers/promises'
import { calibrate, type Calibration } from '../machine/calibration.ts'
import { untilCalm } from '../machine/calm.ts'
import type { BacklogScenario } from '../scenarios/scenario.ts'
import { addDueDeliveries, openDeliveries } from '../stack/due-deliveries.ts'
import type { Stage } from '../stack/stage.ts'
import type { System } from '../stack/system.ts'
import { clock } from '../worker/clock.ts'
import { Usage, type Used } from './usage.ts'

export interface Drained extends Used {
  readonly system: System['name']
  readonly events: number
  /** From the first arrival to the last. */
  readonly perSecond: number
  /** From the start of the process to the first arrival. */
  readonly firstAfterMs: number
  /** From the last arrival until all rows were written and, of events in Kafka, all offsets committed. */
  readonly settledAfterMs: number
  readonly lost: number
  readonly duplicates: number
  readonly calibration: Calibration
}

const STALLED_AFTER_MS = 20_000
const POLL_MS = 50
/** Far from the numbers of ordinary trials. */
const FIRST_TRIAL = 9_000
let drains = 0

/** Stops delivery, lets work pile up, starts one delivery process and watches it work that off. */
export async function measureBacklog(stage: Stage, scenario: BacklogScenario): Promise<Drained[]> {
  const systems = [stage.hookline, stage.floor].filter((system) => system !== undefined)
  const results: Drained[] = []
  for (const system of systems) {
    const result = await drain(stage, system, scenario)
    stage.context.say(
      `  ${system.name.padEnd(8)} ${scenario.events} events: ${result.perSecond}/s, first after ${result.firstAfterMs} ms, ` +
        `${result.lost} lost, ${result.duplicates} twice, others ${result.otherCores}`,
    )
    results.push(result)
  }
  return results
}

async function drain(stage: Stage, system: System, scenario: BacklogScenario): Promise<Drained> {
  const { events } = scenario
  const delivery = system.services.find(({ name }) => name.endsWith('delivery'))
  if (delivery === undefined) throw new Error('there is no delivery process')
  await delivery.stop()
  await fill(stage, system, scenario)
  await untilCalm(stage.context.options.patience, stage.context.stopping)
  const calibration = calibrate()
  const startedAt = clock()
  await delivery.start()
  const usage = new Usage(stage, system)
  await usage.begin()
  await untilArrived(stage, events)
  const used = await usage.end(1)
  const settledAfterMs = await untilSettled(stage, system, scenario)
  const { receivedAt, duplicates } = await stage.receiver.call('collect', null)
  const times = receivedAt.filter((time) => !Number.isNaN(time)).sort()
  const seconds = ((times.at(-1) ?? 0) - (times[0] ?? 0)) / 1_000
  return {
    system: system.name,
    events,
    perSecond: Math.round(times.length / seconds),
    firstAfterMs: Math.round((times[0] ?? startedAt) - startedAt),
    settledAfterMs,
    lost: events - times.length,
    duplicates,
    calibration,
    ...used,
  }
}

async function fill(stage: Stage, system: System, { events, source }: BacklogScenario): Promise<void> {
  const trial = FIRST_TRIAL + (drains += 1)
  await stage.receiver.call('expect', { trial, events, fanout: 1 })
  if (source === 'due') return addDueDeliveries(stage, trial, events)
  const { name: format, topic, tenantId } = system
  const { brokers } = stage.infrastructure
  const type = system.targets[0]?.type ?? ''
  await stage.load.call('produce', { trial, events, brokers, topic, format, tenantId, type })
}

async function untilArrived({ receiver, context }: Stage, events: number): Promise<void> {
  let last = 0
  let progressAt = performance.now()
  while (performance.now() - progressAt < STALLED_AFTER_MS) {
    context.stopping.throwIfAborted()
    const { received } = await receiver.call('counts', null)
    if (received >= events) return
    if (received > last) progressAt = performance.now()
    last = received
    await delay(POLL_MS)
  }
}

/** Milliseconds until rows are written and offsets moved. */
async function untilSettled(stage: Stage, system: System, { source }: BacklogScenario): Promise<number> {
  const started = performance.now()
  const left = (): Promise<number> =>
    source === 'due' ? openDeliveries(stage) : stage.lag.lag(system.group, system.topic)
  while ((await left()) > 0 && performance.now() - started < STALLED_AFTER_MS) await delay(POLL_MS)
  return Math.round(performance.now() - started)
}

import { setTimeout as delay } from 'node:timers/promises'
import { calibrate, type Calibration } from '../machine/calibration.ts'
import type { BacklogScenario } from '../scenarios/scenario.ts'
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
  /** From the last arrival until everything was committed: rows written, offsets moved. */
  readonly committedAfterMs: number
  readonly lost: number
  readonly duplicates: number
  readonly calibration: Calibration
}

const STALLED_AFTER_MS = 20_000
const POLL_MS = 50
/** Far from the numbers of ordinary trials. */
const FIRST_TRIAL = 9_000
let drains = 0

/** Stops delivery, lets events pile up in Kafka, starts one delivery process and watches it work them off. */
export async function measureBacklog(stage: Stage, { events }: BacklogScenario): Promise<Drained[]> {
  const systems = [stage.hookline, stage.floor].filter((system) => system !== undefined)
  const results: Drained[] = []
  for (const system of systems) {
    const result = await drain(stage, system, events)
    stage.context.say(
      `  ${system.name.padEnd(8)} ${events} events: ${result.perSecond}/s, first after ${result.firstAfterMs} ms, ` +
        `${result.lost} lost, ${result.duplicates} twice, others ${result.otherCores}`,
    )
    results.push(result)
  }
  return results
}

async function drain(stage: Stage, system: System, events: number): Promise<Drained> {
  const delivery = system.services.find(({ name }) => name.endsWith('delivery'))
  if (delivery === undefined) throw new Error('there is no delivery process')
  await delivery.stop()
  await fill(stage, system, events)
  const calibration = calibrate()
  const startedAt = clock()
  await delivery.start()
  const usage = new Usage(stage, system)
  await usage.begin()
  await untilArrived(stage, events)
  const used = await usage.end(1)
  const committedAfterMs = await untilCommitted(stage, system)
  const { receivedAt, duplicates } = await stage.receiver.call('collect', null)
  const times = receivedAt.filter((time) => !Number.isNaN(time)).sort()
  const seconds = ((times.at(-1) ?? 0) - (times[0] ?? 0)) / 1_000
  return {
    system: system.name,
    events,
    perSecond: Math.round(times.length / seconds),
    firstAfterMs: Math.round((times[0] ?? startedAt) - startedAt),
    committedAfterMs,
    lost: events - times.length,
    duplicates,
    calibration,
    ...used,
  }
}

async function fill(stage: Stage, system: System, events: number): Promise<void> {
  const trial = FIRST_TRIAL + (drains += 1)
  await stage.receiver.call('expect', { trial, events, fanout: 1 })
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

async function untilCommitted({ lag }: Stage, system: System): Promise<number> {
  const started = performance.now()
  while ((await lag.lag(system.group, system.topic)) > 0 && performance.now() - started < STALLED_AFTER_MS) {
    await delay(POLL_MS)
  }
  return Math.round(performance.now() - started)
}

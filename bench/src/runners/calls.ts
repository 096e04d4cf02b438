import type { LoadTarget } from '../load/calls.ts'
import { calibrate, type Calibration } from '../machine/calibration.ts'
import { untilCalm } from '../machine/calm.ts'
import { type Latency, latencyOf } from '../measure/quantiles.ts'
import type { CallsScenario } from '../scenarios/scenario.ts'
import type { Stage } from '../stack/stage.ts'

export interface Called {
  readonly what: string
  readonly rate: number
  readonly latency: Latency
  readonly statuses: Readonly<Record<string, number>>
  readonly calibration: Calibration
}

const EVENTS = 200
const EVENT_RATE = 100
const WARM_UP_SECONDS = 2

/** A change (config, Postgres, the snapshot and back) and a look-up (delivery, Postgres), each alone at the whole rate. */
export async function measureCalls(stage: Stage, { rate }: CallsScenario, seconds: number): Promise<Called[]> {
  const [target] = stage.hookline.targets
  if (target === undefined) throw new Error('there is nothing to call')
  await publishSome(stage)
  const base = target.path.replace(/\/events$/u, '')
  const change = { method: 'PATCH', body: '{"description":"number $n"}' }
  const kinds: [string, LoadTarget[]][] = [
    ['change a webhook', [{ ...target, path: `${base}/webhooks/${stage.built.webhookIds[0]}`, call: change }]],
    ['look up deliveries', [{ ...target, path: `${base}/deliveries?limit=10`, call: { method: 'GET' } }]],
  ]
  const called: Called[] = []
  for (const [what, targets] of kinds) {
    await run(stage, targets, rate, WARM_UP_SECONDS)
    await untilCalm(stage.context.options.patience, stage.context.stopping)
    const calibration = calibrate()
    const { latency, statuses } = await run(stage, targets, rate, seconds)
    stage.context.say(`  ${what} at ${rate}/s: ${latency.p50}/${latency.p99} ms ${JSON.stringify(statuses)}`)
    called.push({ what, rate, latency, statuses, calibration })
  }
  return called
}

async function publishSome({ load, receiver, hookline }: Stage): Promise<void> {
  const { origins, targets } = hookline
  await receiver.call('expect', { trial: 1, events: EVENTS, fanout: 1 })
  await load.call('run', { trial: 1, origins, targets, rate: EVENT_RATE, events: EVENTS, perRequest: 1 })
}

async function run({ load, hookline }: Stage, targets: readonly LoadTarget[], rate: number, seconds: number) {
  const events = Math.ceil(rate * seconds)
  const { origins } = hookline
  const result = await load.call('run', { trial: 0, origins, targets, rate, events, perRequest: 1 })
  const latencies = result.ackedAt.map((at, index) => at - (result.startedAt + (index / rate) * 1_000))
  return { latency: latencyOf(latencies), statuses: result.statuses }
}

import type { CompareScenario } from '../scenarios/scenario.ts'
import type { Stage } from '../stack/stage.ts'
import { addStoredEvents } from '../stack/stored-events.ts'
import type { System } from '../stack/system.ts'
import { type Measured, measureRates, type Pace } from './rates.ts'

export interface Compared {
  readonly before: Measured
  readonly after: Measured
  readonly note: string
  /** Seconds until a service is ready again after kill -9, where that was tried. */
  readonly readyAgain?: Readonly<Record<string, number>>
}

const QUICK_STORED = 20_000
const QUICK_AUDIENCE = { tenants: 5, webhooks: 4 }

/** The same trials before and after the change, on the same stack. */
export async function measureChange(stage: Stage, scenario: CompareScenario, pace: Pace): Promise<Compared> {
  const { say } = stage.context
  const [before] = await measureRates(stage, [stage.hookline], pace)
  const changed = await change(stage, scenario)
  say(`  now ${changed.note}`)
  const { hangBelow } = changed
  const [after] = await measureRates(stage, [changed.system], { ...pace, ...(hangBelow > 0 && { hangBelow }) })
  if (before === undefined || after === undefined) throw new Error('nothing was measured')
  const { note } = changed
  if (scenario.change.kind !== 'audience') return { before, after, note }
  return { before, after, note, readyAgain: await killAndStart(stage) }
}

async function killAndStart({ platform, context }: Stage): Promise<Record<string, number>> {
  const seconds: Record<string, number> = {}
  for (const service of [...platform.gateways, ...platform.deliveries]) {
    await service.kill()
    const started = performance.now()
    await service.start()
    seconds[service.name] = Math.round((performance.now() - started) / 10) / 100
  }
  context.say(`  ready again after kill -9, in seconds: ${JSON.stringify(seconds)}`)
  return seconds
}

async function change(stage: Stage, { change, audience }: CompareScenario) {
  const same = { system: stage.hookline, hangBelow: 0 }
  const { options } = stage.context
  switch (change.kind) {
    case 'hang': {
      const hangBelow = Math.max(1, Math.round(change.share * audience.webhooks))
      await stage.receiver.call('behave', { delayMs: 0, hangBelow })
      return { ...same, hangBelow, note: `${hangBelow} of ${audience.webhooks} receivers hang` }
    }
    case 'audience': {
      const wanted = options.quick ? QUICK_AUDIENCE : change.audience
      const started = performance.now()
      const system: System = await stage.extend(wanted)
      const seconds = ((performance.now() - started) / 1_000).toFixed(1)
      const count = wanted.tenants * wanted.webhooks
      return { ...same, system, note: `${count} webhooks of ${wanted.tenants} tenants (created in ${seconds} s)` }
    }
    case 'stored': {
      const rows = options.quick ? QUICK_STORED : options.stored
      await addStoredEvents(stage, rows)
      return { ...same, note: `${rows} stored events` }
    }
  }
}

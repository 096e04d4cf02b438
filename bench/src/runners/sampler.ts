import { setTimeout as delay } from 'node:timers/promises'
import { fanoutOf } from '../stack/audience.ts'
import type { Stage } from '../stack/stage.ts'
import { breakdown, type System } from '../stack/system.ts'

export interface Samples {
  /** Acknowledged deliveries that had not arrived. */
  readonly undelivered: readonly number[]
  readonly lag: readonly number[]
}

const EVERY_MS = 500

/** Looks at the backlog twice a second while a trial is measured; ends the trial when the system has broken down. */
export class Sampler {
  private readonly stage: Stage
  private readonly system: System
  private readonly over = new AbortController()
  private readonly undelivered: number[] = []
  private readonly lag: number[] = []

  constructor(stage: Stage, system: System) {
    this.stage = stage
    this.system = system
    stage.context.stopping.addEventListener('abort', () => this.over.abort(), { signal: this.over.signal })
  }

  /** Aborted with the reason when the trial cannot go on. */
  get signal(): AbortSignal {
    return this.over.signal
  }

  get samples(): Samples {
    return { undelivered: this.undelivered, lag: this.lag }
  }

  start(): void {
    this.loop().catch((error: unknown) => this.over.abort(error))
  }

  stop(): void {
    this.over.abort()
  }

  private async loop(): Promise<void> {
    for (;;) {
      const reason = breakdown(this.system)
      if (reason !== undefined) throw new Error(reason)
      await this.sample()
      await delay(EVERY_MS, undefined, { signal: this.signal })
    }
  }

  private async sample(): Promise<void> {
    const { load, receiver, lag, scenario } = this.stage
    const [sent, arrived, behind] = await Promise.all([
      load.call('counts', null),
      receiver.call('counts', null),
      lag.lag(this.system.group, this.system.topic),
    ])
    const fanout = fanoutOf(scenario.audience)
    this.undelivered.push(Math.round((sent.acked * fanout - arrived.received - arrived.hung) / fanout))
    this.lag.push(behind)
  }
}

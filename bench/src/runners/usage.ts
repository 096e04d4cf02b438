import { cpuMicros, familyCpuMicros, familyResidentMb, machineCpuMicros, residentMb } from '../machine/proc.ts'
import type { Stage } from '../stack/stage.ts'
import { pidsOf, type System } from '../stack/system.ts'

export interface Used {
  /** CPU microseconds per event, by process. */
  readonly cpuPerEvent: Readonly<Record<string, number>>
  readonly residentMb: Readonly<Record<string, number>>
  /** Cores that processes which are not of this bench kept busy meanwhile. */
  readonly otherCores: number
}

interface Reading {
  readonly at: number
  readonly cpu: Readonly<Record<string, number>>
  readonly machine: number
  readonly received: number
}

const POSTGRES = 'postgres'

/** What the processes of a trial use between begin and end. */
export class Usage {
  private readonly stage: Stage
  private readonly pids: ReadonlyMap<string, readonly number[]>
  private first: Reading | undefined

  constructor(stage: Stage, system: System) {
    const { kafka, postgres } = stage.infrastructure.pids
    this.stage = stage
    this.pids = new Map<string, readonly number[]>([
      ...pidsOf(system),
      ['kafka', [kafka]],
      [POSTGRES, [postgres]],
      ['load', [stage.load.pid]],
      ['receiver', [stage.receiver.pid]],
      ['bench', [process.pid]],
    ])
  }

  async begin(): Promise<void> {
    this.first = await this.read()
  }

  async end(fanout: number): Promise<Used> {
    const last = await this.read()
    const first = this.first ?? last
    const events = Math.max(1, last.received - first.received) / fanout
    const spent = [...this.pids.keys()].map((name): [string, number] => [name, difference(last, first, name)])
    const ours = spent.reduce((sum, [, micros]) => sum + micros, 0)
    const others = (last.machine - first.machine - ours) / ((last.at - first.at) * 1_000)
    return {
      cpuPerEvent: Object.fromEntries(spent.map(([name, micros]) => [name, Math.round((micros / events) * 10) / 10])),
      residentMb: this.each((name) => (name === POSTGRES ? familyResidentMb : residentMb), Math.max),
      otherCores: Math.max(0, Math.round(others * 100) / 100),
    }
  }

  private async read(): Promise<Reading> {
    const { received, hung } = await this.stage.receiver.call('counts', null)
    const cpu = this.each(
      (name) => (name === POSTGRES ? familyCpuMicros : cpuMicros),
      (...values) => values.reduce((sum, value) => sum + value, 0),
    )
    return { at: performance.now(), cpu, machine: machineCpuMicros(), received: received + hung }
  }

  private each(
    readerOf: (name: string) => (pid: number) => number,
    join: (...values: number[]) => number,
  ): Record<string, number> {
    return Object.fromEntries([...this.pids].map(([name, pids]) => [name, join(...pids.map(readerOf(name)))]))
  }
}

const difference = (last: Reading, first: Reading, name: string): number =>
  (last.cpu[name] ?? 0) - (first.cpu[name] ?? 0)

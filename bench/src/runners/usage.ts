import { cpuMicros, machineCpuMicros, residentMb } from '../machine/proc.ts'
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

/** What the processes of a trial use between begin and end. */
export class Usage {
  private readonly stage: Stage
  private readonly pids: Readonly<Record<string, readonly number[]>>
  private first: Reading | undefined

  constructor(stage: Stage, system: System) {
    const { kafka, postgres } = stage.infrastructure.pids
    const servers = { kafka: [kafka], postgres: [postgres], load: [stage.load.pid], receiver: [stage.receiver.pid] }
    this.stage = stage
    this.pids = { ...pidsOf(system), ...servers, bench: [process.pid] }
  }

  async begin(): Promise<void> {
    this.first = await this.read()
  }

  async end(fanout: number): Promise<Used> {
    const last = await this.read()
    const first = this.first ?? last
    const events = Math.max(1, last.received - first.received) / fanout
    const spent = Object.keys(this.pids).map((name): [string, number] => [name, difference(last, first, name)])
    const ours = spent.reduce((sum, [, micros]) => sum + micros, 0)
    const others = (last.machine - first.machine - ours) / ((last.at - first.at) * 1_000)
    return {
      cpuPerEvent: Object.fromEntries(spent.map(([name, micros]) => [name.replace('floor-', ''), tenth(micros / events)])),
      residentMb: this.resident(),
      otherCores: Math.max(0, Math.round(others * 100) / 100),
    }
  }

  private resident(): Record<string, number> {
    const entries = Object.entries(this.pids)
    return Object.fromEntries(entries.map(([name, pids]) => [name.replace('floor-', ''), Math.max(...pids.map(residentMb))]))
  }

  private async read(): Promise<Reading> {
    const { received, hung } = await this.stage.receiver.call('counts', null)
    const entries = Object.entries(this.pids)
    const cpu = Object.fromEntries(
      entries.map(([name, pids]) => [name, pids.reduce((sum, pid) => sum + cpuMicros(pid), 0)]),
    )
    return { at: performance.now(), cpu, machine: machineCpuMicros(), received: received + hung }
  }
}

const difference = (last: Reading, first: Reading, name: string): number => (last.cpu[name] ?? 0) - (first.cpu[name] ?? 0)
const tenth = (value: number): number => Math.round(value * 10) / 10

import type { LoadTarget } from '../load/calls.ts'
import type { Service } from './service.ts'

/** A system under test: the platform or the floor program. */
export interface System {
  readonly name: 'hookline' | 'floor'
  readonly origins: readonly string[]
  readonly services: readonly Service[]
  /** Its consumer group and topic, for the lag. */
  readonly group: string
  readonly topic: string
  /** Where a fan-out or a single event of the scenario goes. */
  readonly targets: readonly LoadTarget[]
  readonly tenantId: string
}

/** Why the system can no longer be measured, if so. */
export function breakdown({ services }: System): string | undefined {
  return services.map((service) => service.endedBy()).find((reason) => reason !== undefined)
}

/** The pids of the services by what they are: `gateway` stands for all gateways, and for the floor's. */
export function pidsOf({ services }: System): Map<string, number[]> {
  const pids = new Map<string, number[]>()
  for (const service of services) {
    const name = service.name.replace(/^floor-|-\d+$/gu, '')
    pids.set(name, [...(pids.get(name) ?? []), service.pid()])
  }
  return pids
}

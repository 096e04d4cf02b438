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

/** The services by what they are: `gateway` stands for all gateways. */
export function pidsOf({ services }: System): Record<string, number[]> {
  const pids: Record<string, number[]> = {}
  for (const service of services) (pids[service.name.replace(/-\d+$/u, '')] ??= []).push(service.pid())
  return pids
}

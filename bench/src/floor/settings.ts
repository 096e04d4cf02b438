/** What the floor program is told by its starter, as JSON in one variable. */
export interface FloorSettings {
  readonly brokers: string
  readonly topic: string
  readonly group: string
  readonly port: number
  /** SHA-256 of the keys that may publish, hex. */
  readonly keyDigests: readonly string[]
  readonly databaseUrl: string
  readonly tenantId: string
  readonly targets: readonly FloorTarget[]
  /** Each event goes to one target in turn; otherwise to all of them. */
  readonly spread: boolean
  readonly connections: number
}

export interface FloorTarget {
  readonly id: string
  readonly url: string
  readonly secret: string
}

export const SETTINGS_VARIABLE = 'HOOKLINE_BENCH_FLOOR'

export function readSettings(): FloorSettings {
  return JSON.parse(process.env[SETTINGS_VARIABLE] ?? '{}') as FloorSettings
}

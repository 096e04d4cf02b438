import type { Host } from '../machine/host.ts'
import type { Drained } from '../runners/backlog.ts'
import type { Called } from '../runners/calls.ts'
import type { Compared } from '../runners/compare.ts'
import type { Measured } from '../runners/rates.ts'

/** What a scenario measured, by its kind. */
export type Findings =
  | { readonly kind: 'rates'; readonly systems: readonly Measured[] }
  | { readonly kind: 'compare'; readonly compared: Compared }
  | { readonly kind: 'backlog'; readonly drained: readonly Drained[] }
  | { readonly kind: 'calls'; readonly called: readonly Called[] }

/** The file of one scenario. */
export interface Result {
  readonly scenario: string
  readonly title: string
  readonly at: string
  readonly host: Host
  readonly postgres: Readonly<Record<string, string>>
  readonly findings: Findings
}

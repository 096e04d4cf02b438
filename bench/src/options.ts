import { resolve } from 'node:path'
import { parseArgs } from 'node:util'

/** What the command line asks for. */
export interface Options {
  /** Names of scenarios; empty = all. */
  readonly scenarios: readonly string[]
  /** Measured seconds of each trial; undefined = as the scenario says. */
  readonly seconds: number | undefined
  /** Only this rate: no search. */
  readonly rate: number | undefined
  /** How often each fixed rate is measured. */
  readonly repeats: number
  /** How many seconds to wait before a trial for the neighbours to calm down. */
  readonly patience: number
  readonly quick: boolean
  /** Measures the floor too. */
  readonly floor: boolean
  /** Rows for the scenario of stored events. */
  readonly stored: number
  /** Where CPU profiles of the services go; undefined = none. */
  readonly profile: string | undefined
  readonly keep: boolean
  readonly list: boolean
  /** Writes the docs from the results that are there; measures nothing. */
  readonly report: boolean
  /** Further variables of the platform's services, NAME=value. */
  readonly env: Readonly<Record<string, string>>
}

export const USAGE = `pnpm bench [options]
  --scenario a,b    these scenarios (--list shows them); default: all
  --seconds n       measured seconds of each trial
  --rate n          only this rate, no search
  --repeats n       measure each fixed rate so often, and show the median (default 3)
  --patience n      wait up to n seconds before each trial for a calm machine (default 60)
  --quick           a smoke of everything in a minute or two; its figures mean nothing
  --no-floor        without the floor program
  --stored n        stored events of that scenario (default 10000000)
  --env NAME=value  a variable for the services; may be repeated
  --profile dir     CPU profiles of the services
  --keep            keep data and logs until the next run
  --report          write docs/performance.md from the results that are there
  --list            name the scenarios`

export function readOptions(args: readonly string[]): Options {
  const { values } = parseArgs({ args: [...args], options: WORDS, allowNegative: true })
  const { scenario, seconds, rate, repeats, patience, stored, profile, env, ...flags } = values
  return {
    ...flags,
    scenarios: scenario.flatMap((names) => names.split(',')),
    seconds: positive('seconds', seconds),
    rate: positive('rate', rate),
    repeats: positive('repeats', repeats) ?? 1,
    patience: flags.quick ? 0 : Number(patience),
    stored: positive('stored', stored) ?? 0,
    profile: profile === undefined ? undefined : resolve(profile),
    env: Object.fromEntries(env.map(pair)),
  }
}

const WORDS = {
  scenario: { type: 'string', multiple: true, default: [] as string[] },
  seconds: { type: 'string' },
  rate: { type: 'string' },
  repeats: { type: 'string', default: '3' },
  patience: { type: 'string', default: '60' },
  quick: { type: 'boolean', default: false },
  floor: { type: 'boolean', default: true },
  stored: { type: 'string', default: '10000000' },
  profile: { type: 'string' },
  keep: { type: 'boolean', default: false },
  list: { type: 'boolean', default: false },
  report: { type: 'boolean', default: false },
  env: { type: 'string', multiple: true, default: [] as string[] },
} as const

function positive(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const value = Number(text)
  if (!(value > 0)) throw new Error(`--${name} must be a number above 0, not "${text}"`)
  return value
}

function pair(text: string): [string, string] {
  const at = text.indexOf('=')
  if (at < 1) throw new Error(`--env takes NAME=value, not "${text}"`)
  return [text.slice(0, at), text.slice(at + 1)]
}

import { parseArgs } from 'node:util'

/** What the command line asks for. */
export interface Options {
  /** Names of scenarios; empty = the main set. */
  readonly scenarios: readonly string[]
  /** Measured seconds of each trial; undefined = as the scenario says. */
  readonly seconds: number | undefined
  /** Only this rate: no search. */
  readonly rate: number | undefined
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
  --scenario a,b    these scenarios (--list shows them); default: the main set
  --seconds n       measured seconds of each trial
  --rate n          only this rate, no search
  --quick           a smoke of everything in a minute or two; its figures mean nothing
  --no-floor        without the floor program
  --stored n        stored events of that scenario (default 10000000)
  --env NAME=value  a variable for the services; may be repeated
  --profile dir     CPU profiles of the services
  --keep            keep data and logs
  --report          write docs/performance.md from the results that are there
  --list            name the scenarios`

const STORED = 10_000_000

export function readOptions(args: readonly string[]): Options {
  const { values } = parseArgs({ args: [...args], options: WORDS, allowNegative: true })
  return {
    scenarios: values.scenario?.flatMap((names) => names.split(',')) ?? [],
    seconds: positive('seconds', values.seconds),
    rate: positive('rate', values.rate),
    quick: values.quick ?? false,
    floor: values.floor ?? true,
    stored: positive('stored', values.stored) ?? STORED,
    profile: values.profile,
    keep: values.keep ?? false,
    list: values.list ?? false,
    report: values.report ?? false,
    env: Object.fromEntries((values.env ?? []).map(pair)),
  }
}

const WORDS = {
  scenario: { type: 'string', multiple: true },
  seconds: { type: 'string' },
  rate: { type: 'string' },
  quick: { type: 'boolean' },
  floor: { type: 'boolean' },
  stored: { type: 'string' },
  profile: { type: 'string' },
  keep: { type: 'boolean' },
  list: { type: 'boolean' },
  report: { type: 'boolean' },
  env: { type: 'string', multiple: true },
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

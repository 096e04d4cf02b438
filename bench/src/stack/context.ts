import { join, resolve } from 'node:path'
import type { Options } from '../options.ts'
import type { Cleanup } from './cleanup.ts'

/** The root of the checkout. */
export const root = resolve(import.meta.dirname, '..', '..', '..')

/** What every part of a bench needs. */
export interface Context {
  readonly options: Options
  readonly cleanup: Cleanup
  /** Of this bench alone; gone when it ends well. */
  readonly dir: string
  readonly stopping: AbortSignal
  readonly say: (line: string) => void
}

export const logFile = ({ dir }: Context, name: string): string => join(dir, 'logs', `${name}.log`)

import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { freePort } from '@hookline/embedded'
import { portVariable } from '../src/settings.ts'
import type { RunFile } from '../src/start/run-file.ts'

const PORTS = ['gateway', 'config', 'delivery', 'receiver', 'kafka', 'kafkaController', 'postgres'] as const
const DEADLINE_MS = 120_000

/** A checkout's start with data and ports of its own. */
export interface Place {
  readonly dataDir: string
  readonly env: Readonly<Record<string, string>>
  /** Runs start.ts or reset.ts. */
  run(script: 'start' | 'reset', args?: readonly string[], env?: Readonly<Record<string, string>>): Started
  runFile(): RunFile | undefined
  remove(): void
}

export interface Started {
  readonly process: ChildProcess
  output(): string
  /** Resolves once the output has the text. */
  until(text: string): Promise<void>
  exit(): Promise<number | null>
}

/** Makes a place; remove it at the end. */
export async function makePlace(): Promise<Place> {
  const dataDir = mkdtempSync(join(tmpdir(), 'hookline-start-'))
  const ports = await Promise.all(PORTS.map(async (name) => [portVariable(name), String(await freePort())] as const))
  const env = { HOOKLINE_DATA_DIR: dataDir, ...Object.fromEntries(ports) }
  return {
    dataDir,
    env,
    run: (script, args = [], further = {}) => run(script, args, { ...env, ...further }),
    runFile: () => {
      const file = join(dataDir, 'run.json')
      return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as RunFile) : undefined
    },
    remove: () => rmSync(dataDir, { recursive: true, force: true }),
  }
}

/** Asks until it holds. */
export async function eventually(holds: () => boolean, what: () => string): Promise<void> {
  const deadline = Date.now() + DEADLINE_MS
  while (!holds()) {
    if (Date.now() > deadline) throw new Error(`waited ${DEADLINE_MS / 1000} s for ${what()}`)
    await delay(50)
  }
}

function run(script: string, args: readonly string[], env: Readonly<Record<string, string>>): Started {
  const file = join(import.meta.dirname, '..', 'src', `${script}.ts`)
  const { DATABASE_URL: _, KAFKA_BROKERS: __, ...inherited } = process.env
  const child = spawn(process.execPath, [file, ...args], { env: { ...inherited, ...env }, stdio: 'pipe' })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += String(chunk)))
  const ended = once(child, 'close')
  return {
    process: child,
    output: () => output,
    until: (text) => {
      const holds = () => output.includes(text) || child.exitCode !== null || child.signalCode !== null
      return eventually(holds, () => `"${text}" in the output, which is:\n${output}`).then(() => {
        if (!output.includes(text)) throw new Error(`it ended without "${text}":\n${output}`)
      })
    },
    exit: async () => {
      await ended
      return child.exitCode
    },
  }
}

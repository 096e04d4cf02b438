import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { moveAside } from '../aside.js'
import { messageOf, outputOf } from '../errors.js'
import { type BrokerSettings, serverProperties } from './properties.js'

const run = promisify(execFile)

/** How to run one of Kafka's Java programs. */
export interface JavaCommand {
  readonly java: string
  readonly options: readonly string[]
}

/** Formats the broker's log directory unless that is done; done beside its place and moved there whole. */
export async function ensureStorage(
  java: JavaCommand,
  settings: BrokerSettings,
  log: (line: string) => void,
): Promise<void> {
  const { logDir } = settings
  const partial = `${logDir}.partial`
  rmSync(partial, { recursive: true, force: true })
  if (isFormatted(logDir)) return
  moveAside(logDir, 'is not completely formatted', log)
  rmSync(logDir, { recursive: true, force: true })

  const properties = `${partial}.properties`
  writeFileSync(properties, serverProperties({ ...settings, logDir: partial }))
  const clusterId = randomBytes(16).toString('base64url')
  try {
    await run(java.java, [...java.options, 'kafka.tools.StorageTool', 'format', '-t', clusterId, '-c', properties])
  } catch (error) {
    throw new Error(`Kafka could not format ${logDir}: ${outputOf(error) || messageOf(error)}`, { cause: error })
  } finally {
    rmSync(properties, { force: true })
  }
  renameSync(partial, logDir)
}

function isFormatted(logDir: string): boolean {
  const meta = join(logDir, 'meta.properties')
  return (
    existsSync(join(logDir, 'bootstrap.checkpoint')) &&
    existsSync(meta) &&
    /^cluster\.id=\S{22}$/mu.test(readFileSync(meta, 'utf8'))
  )
}

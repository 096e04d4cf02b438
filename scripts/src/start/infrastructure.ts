import { existsSync, readdirSync, renameSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { startKafka, startPostgres } from '@hookline/embedded'
import { portVariable, type Settings } from '../settings.ts'

const LARGEST_LOG = 20 * 1024 * 1024

/** Where the embedded servers keep their data. */
export const dataDirs = ({ dataDir }: Settings) => ({
  postgres: join(dataDir, 'postgres'),
  kafka: join(dataDir, 'kafka'),
})

/** The log of a part, where a person looks for it. */
export const logFile = ({ dataDir }: Settings, name: string): string => join(dataDir, 'logs', `${name}.log`)

/** Puts logs that have grown large out of the way, one generation of each. */
export function rotateLogs({ dataDir }: Settings): void {
  const dir = join(dataDir, 'logs')
  const names = existsSync(dir) ? readdirSync(dir).filter((name) => name.endsWith('.log')) : []
  for (const file of names.map((name) => join(dir, name))) {
    if (statSync(file).size > LARGEST_LOG) renameSync(file, `${file}.old`)
  }
}

type Say = (line: string) => void

export const startDatabase = (settings: Settings, say: Say) =>
  startPostgres({
    dataDir: dataDirs(settings).postgres,
    port: settings.ports.postgres,
    logFile: logFile(settings, 'postgres'),
    log: say,
  })

export const startBroker = (settings: Settings, say: Say) =>
  startKafka({
    dataDir: dataDirs(settings).kafka,
    port: settings.ports.kafka,
    controllerPort: settings.ports.kafkaController,
    portVariables: { port: portVariable('kafka'), controllerPort: portVariable('kafkaController') },
    logFile: logFile(settings, 'kafka'),
    log: say,
  })

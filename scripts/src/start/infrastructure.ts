import { join } from 'node:path'
import { startKafka, startPostgres } from '@hookline/embedded'
import { portVariable, type Settings } from '../settings.ts'

/** Where the embedded servers keep their data. */
export const dataDirs = ({ dataDir }: Settings) => ({
  postgres: join(dataDir, 'postgres'),
  kafka: join(dataDir, 'kafka'),
})

/** The log of a part, where a person looks for it. */
export const logFile = ({ dataDir }: Settings, name: string): string => join(dataDir, 'logs', `${name}.log`)

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

import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { freePort, startKafka, startPostgres } from '@hookline/embedded'
import { testDir } from '../workspace.js'
import { BROKERS_VARIABLE, DATABASE_VARIABLE } from './environment.js'

/** Servers that the specs of one package share; nothing to do when `npm test` has started them for all packages. */
export interface Infrastructure {
  stop(): Promise<void>
}

/** Starts PostgreSQL and Kafka on free ports, unless the environment names running ones, and tells the specs of them. */
export async function startInfrastructure(): Promise<Infrastructure> {
  if (process.env[DATABASE_VARIABLE] && process.env[BROKERS_VARIABLE]) return { stop: () => Promise.resolve() }
  mkdirSync(testDir(), { recursive: true })
  const dir = mkdtempSync(testDir('infra-'))
  const postgres = await startPostgres({ dataDir: join(dir, 'postgres'), port: await freePort() })
  const kafka = await startKafka({
    dataDir: join(dir, 'kafka'),
    port: await freePort(),
    controllerPort: await freePort(),
    heapMb: 384,
  }).catch(async (error: unknown) => {
    await postgres.stop()
    throw error
  })
  process.env[DATABASE_VARIABLE] = postgres.url
  process.env[BROKERS_VARIABLE] = kafka.brokers
  return {
    stop: async () => {
      await Promise.all([kafka.stop(), postgres.stop()])
      rmSync(dir, { recursive: true, force: true })
    },
  }
}

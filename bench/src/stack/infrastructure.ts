import { join } from 'node:path'
import { freePort, startKafka, startPostgres } from '@hookline/embedded'
import { type Context, logFile } from './context.ts'

export interface Infrastructure {
  readonly databaseUrl: string
  readonly brokers: string
  readonly pids: { readonly kafka: number; readonly postgres: number }
}

/** Said in the results. Commits are synchronous (the default); the rest is what any server of this load is given. */
export const POSTGRES_SETTINGS = {
  synchronous_commit: 'on',
  fsync: 'on',
  shared_buffers: '256MB',
  max_wal_size: '4GB',
} as const

/** A real Kafka and a real Postgres on ports and data of the bench's own. */
export async function startInfrastructure(context: Context): Promise<Infrastructure> {
  const { dir, cleanup, say: log } = context
  const postgres = await startPostgres({
    dataDir: join(dir, 'postgres'),
    port: await freePort(),
    logFile: logFile(context, 'postgres'),
    settings: POSTGRES_SETTINGS,
    log,
  })
  cleanup.add(() => postgres.stop())
  const kafka = await startKafka({
    dataDir: join(dir, 'kafka'),
    port: await freePort(),
    controllerPort: await freePort(),
    heapMb: 512,
    logFile: logFile(context, 'kafka'),
    log,
  })
  cleanup.add(() => kafka.stop())
  const pids = { kafka: kafka.pid, postgres: postgres.pid }
  return { databaseUrl: postgres.url, brokers: kafka.brokers, pids }
}

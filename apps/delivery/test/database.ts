import { migrateDatabase } from '@hookline/service-kit'
import { createDatabase } from '@hookline/testing'
import { DataSource } from 'typeorm'
import { deliveryDataSource } from '../src/data-source.js'
import { ensurePartitions } from '../src/recording/partitions.js'

export interface MigratedDatabase {
  source: DataSource
  drop(): Promise<void>
}

/** A database of the suite's own, on this build's version. */
export async function migratedDatabase(): Promise<MigratedDatabase> {
  const database = await createDatabase()
  const env = { DATABASE_URL: database.url, HOOKLINE_DATABASE_POOL: 10, HOOKLINE_DATABASE_TIMEOUT_MS: 10_000 }
  const options = deliveryDataSource(env)
  await migrateDatabase(options)
  const source = await new DataSource(options).initialize()
  await ensurePartitions(source, new Date())
  return {
    source,
    drop: async () => {
      await source.destroy()
      await database.drop()
    },
  }
}

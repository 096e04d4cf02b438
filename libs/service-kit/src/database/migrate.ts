import { DataSource, type DataSourceOptions } from 'typeorm'

/** Any number will do, as long as it is always this one. */
const MIGRATION_LOCK = 7_409_612_034

/**
 * Creates the schema and runs the migrations that are missing, each in a transaction, one process at a time.
 * Returns the names of those it ran; run again after a crash it goes on where it was.
 */
export async function migrateDatabase(options: DataSourceOptions): Promise<string[]> {
  const source = new DataSource(options)
  await source.initialize()
  const lock = source.createQueryRunner()
  try {
    // A transaction's lock, not a session's: behind PgBouncer a session is shared, and its lock would never be given back.
    await lock.startTransaction()
    await lock.query('SELECT pg_advisory_xact_lock($1)', [MIGRATION_LOCK])
    await source.query(`CREATE SCHEMA IF NOT EXISTS "${(options as { schema: string }).schema}"`)
    const done = await source.runMigrations({ transaction: 'each' })
    return done.map(({ name }) => name)
  } finally {
    await lock.commitTransaction()
    await lock.release()
    await source.destroy()
  }
}

/** Says what to do when the database is not on this build's version. */
export async function assertMigrated(source: DataSource): Promise<void> {
  const pending = await source.showMigrations().catch(() => true)
  if (!pending) return
  throw new Error(
    'The database schema is not the one this build needs. Run the migrate command (node dist/migrate.js) before the service.',
  )
}

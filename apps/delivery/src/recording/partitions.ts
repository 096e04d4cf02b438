import type { DataSource, EntityManager } from 'typeorm'
import { dayOf } from './days.js'

const PARTITIONED = ['events', 'deliveries_done', 'attempts'] as const
/** Kafka keeps events for 7 days: the oldest that can still arrive, and room ahead for a service nobody restarts. */
const DAYS_BACK = 8
const DAYS_AHEAD = 3
const DAY_MS = 86_400_000
/** Two services that make the same partition at once would meet in an error. */
const PARTITION_LOCK = 7_409_612_035

/** Creates the day partitions around `now` that are missing. Run by `migrate`, and by the service every hour. */
export async function ensurePartitions(source: DataSource, now: Date): Promise<void> {
  await source.transaction(async (transaction) => {
    await transaction.query('SELECT pg_advisory_xact_lock($1)', [PARTITION_LOCK])
    const existing = await existingPartitions(transaction)
    for (let shift = -DAYS_BACK; shift <= DAYS_AHEAD; shift += 1) {
      const from = new Date(now.getTime() + shift * DAY_MS)
      for (const table of PARTITIONED) {
        const name = `${table}_${dayOf(from).replaceAll('-', '')}`
        if (!existing.has(name)) await createPartition(transaction, table, name, from)
      }
    }
  })
}

async function existingPartitions(transaction: EntityManager): Promise<Set<string>> {
  const rows: { name: string }[] = await transaction.query(
    `SELECT c.relname AS name FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
      WHERE i.inhparent = ANY ($1::regclass[])`,
    [PARTITIONED.map((table) => `delivery.${table}`)],
  )
  return new Set(rows.map(({ name }) => name))
}

async function createPartition(transaction: EntityManager, table: string, name: string, from: Date): Promise<void> {
  const to = new Date(from.getTime() + DAY_MS)
  await transaction.query(
    `CREATE TABLE delivery.${name} PARTITION OF delivery.${table}
       FOR VALUES FROM ('${dayOf(from)}') TO ('${dayOf(to)}')`,
  )
}

import type { Client } from 'pg'

const PARTITIONED = ['events', 'deliveries_done', 'attempts']

/** The floor's tables: copies of delivery's, indexes and day partitions included, in a schema of their own. */
export async function createFloorTables(client: Client): Promise<void> {
  await client.query('CREATE SCHEMA IF NOT EXISTS floor')
  for (const table of PARTITIONED) {
    await client.query(
      `CREATE TABLE IF NOT EXISTS floor.${table} (LIKE delivery.${table} INCLUDING ALL) PARTITION BY RANGE (day)`,
    )
    await client.query(PARTITIONS.replaceAll('<table>', table))
  }
}

const PARTITIONS = `
  DO $$
  DECLARE from_day date;
  BEGIN
    FOR shift IN -8..3 LOOP
      from_day := (now() AT TIME ZONE 'UTC')::date + shift;
      EXECUTE format('CREATE TABLE IF NOT EXISTS floor.<table>_%s PARTITION OF floor.<table> FOR VALUES FROM (%L) TO (%L)',
                     to_char(from_day, 'YYYYMMDD'), from_day, from_day + 1);
    END LOOP;
  END $$`

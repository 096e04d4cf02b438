import type { DataSource } from 'typeorm'
import { dayOf } from './days.js'

const DAY_MS = 86_400_000

/** A day partition is named `<table>_YYYYMMDD`. */
const EXPIRED = `
  SELECT c.relname AS name FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
   WHERE i.inhparent = ANY (ARRAY['delivery.events', 'delivery.deliveries_done', 'delivery.attempts']::regclass[])
     AND c.relname ~ '_[0-9]{8}$' AND right(c.relname, 8) < $1
   ORDER BY 1`

/** Rows outside the day partitions: those of days that had none, and the map of given ids. */
const REST = ['events_other', 'deliveries_done_other', 'attempts_other', 'event_ids']

/**
 * Drops what is older than `days`: whole partitions, so that it costs nothing. An unfinished delivery whose event goes ends
 * with that reason at its next attempt. Returns the names of the partitions it dropped.
 */
export async function dropExpired(source: DataSource, days: number, now: Date): Promise<string[]> {
  const cutoff = dayOf(new Date(now.getTime() - days * DAY_MS))
  const expired: { name: string }[] = await source.query(EXPIRED, [cutoff.replaceAll('-', '')])
  for (const { name } of expired) await source.query(`DROP TABLE IF EXISTS delivery.${name}`)
  for (const table of REST) await source.query(`DELETE FROM delivery.${table} WHERE day < $1`, [cutoff])
  return expired.map(({ name }) => name)
}

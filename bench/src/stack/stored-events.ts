import { withClient } from './database.ts'
import type { Stage } from './stage.ts'

const CHUNK = 100_000
/** Spread over the last days, today included, as they would lie there. */
const DAYS = 6

/**
 * Delivered events with their deliveries and attempts. Ids are UUIDs of version 7 of their time, so they lie in the
 * partitions and at the places in the indexes where real ones would.
 */
const INSERT = `
  WITH made AS MATERIALIZED (
    SELECT uuidv7(shift) AS event_id, uuidv7(shift) AS delivery_id, now() + shift AS at
      FROM generate_series($1::bigint, $1::bigint + $2::bigint - 1) AS n,
           LATERAL (SELECT -interval '${DAYS} days' * (1 - n::float8 / $3::float8) AS shift) AS s),
  events AS (
    INSERT INTO delivery.events (day, tenant_id, id, source, type, occurred_at, received_at, content_type, outcome, payload)
    SELECT (at AT TIME ZONE 'UTC')::date, $4, event_id, '/v1/tenants/stored', 'bench.w0', at, at, 'application/json', 'matched',
           convert_to('{"r":"' || repeat(md5(event_id::text), 15) || '"}', 'UTF8') FROM made),
  deliveries AS (
    INSERT INTO delivery.deliveries_done
           (day, id, tenant_id, event_id, event_day, webhook_id, status, attempt_count, failure_count, created_at, ended_at)
    SELECT (at AT TIME ZONE 'UTC')::date, delivery_id, $4, event_id, (at AT TIME ZONE 'UTC')::date, $5, 'delivered', 1, 0, at, at
      FROM made)
  INSERT INTO delivery.attempts
         (day, delivery_id, number, started_at, duration_ms, outcome, status_code, request_headers, response_headers)
  SELECT (at AT TIME ZONE 'UTC')::date, delivery_id, 1, at, 3.5, 'delivered', 204,
         '{"content-type":"application/json","user-agent":"Hookline/1","webhook-id":"' || event_id || '","webhook-signature":"v1,' ||
         md5(event_id::text) || '"}', '{"connection":"keep-alive"}' FROM made`

/** Puts finished events into delivery's tables, for the first tenant and webhook of the stage. */
export async function addStoredEvents(stage: Stage, rows: number): Promise<void> {
  const { context, databaseUrl, built } = stage
  await withClient(databaseUrl, async (client) => {
    // The rows that are loaded here are no measurement.
    await client.query('SET synchronous_commit = off')
    for (let first = 0; first < rows; first += CHUNK) {
      context.stopping.throwIfAborted()
      const count = Math.min(CHUNK, rows - first)
      await client.query(INSERT, [first, count, rows, built.tenantIds[0], built.webhookIds[0]])
      if (first % (CHUNK * 10) === 0 && rows > CHUNK * 10) context.say(`  stored ${first + count} of ${rows}`)
    }
    for (const table of ['events', 'deliveries_done', 'attempts']) await client.query(`ANALYZE delivery.${table}`)
    await client.query('CHECKPOINT')
  })
}

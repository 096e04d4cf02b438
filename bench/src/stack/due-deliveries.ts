import { payloadOf } from '../load/payload.ts'
import { withClient } from './database.ts'
import type { Stage } from './stage.ts'

/** Where the number stands in the payload, counted from 1 as SQL does. */
const NUMBER_AT = payloadOf(0, 0).indexOf('"n":"') + 6
const NUMBER_DIGITS = 9

const INSERT = `
  WITH made AS MATERIALIZED (
    SELECT n, uuidv7() AS event_id, uuidv7() AS delivery_id, ($3::uuid[])[1 + n % cardinality($3::uuid[])] AS webhook_id
      FROM generate_series(0, $1::int - 1) AS n),
  events AS (
    INSERT INTO delivery.events (day, tenant_id, id, source, type, occurred_at, received_at, content_type, outcome, payload)
    SELECT (now() AT TIME ZONE 'UTC')::date, $2, event_id, '/v1/tenants/due', 'bench.w0', now(), now(), 'application/json',
           'matched', convert_to(overlay($4 placing lpad(n::text, ${NUMBER_DIGITS}, '0') from ${NUMBER_AT}), 'UTF8') FROM made)
  INSERT INTO delivery.deliveries_open
         (id, tenant_id, event_id, event_day, webhook_id, status, attempt_count, failure_count, created_at, due_at, fence)
  SELECT delivery_id, $2, event_id, (now() AT TIME ZONE 'UTC')::date, webhook_id, 'pending', 1, 1, now(), now(), 0 FROM made`

/** Retries that are due now, spread over the webhooks of the stage. */
export async function addDueDeliveries({ databaseUrl, built }: Stage, trial: number, events: number): Promise<void> {
  await withClient(databaseUrl, async (client) => {
    await client.query(INSERT, [events, built.tenantIds[0], built.webhookIds, payloadOf(trial, 0)])
    for (const table of ['events', 'deliveries_open']) await client.query(`ANALYZE delivery.${table}`)
    await client.query('CHECKPOINT')
  })
}

/** Deliveries that are not ended, without those of some webhooks. */
export function openDeliveries({ databaseUrl }: Stage, except: readonly string[] = []): Promise<number> {
  return withClient(databaseUrl, async (client) => {
    const text = 'SELECT count(*) FROM delivery.deliveries_open WHERE webhook_id <> ALL ($1::uuid[])'
    const { rows } = await client.query<{ count: string }>(text, [except])
    return Number(rows[0]?.count ?? 0)
  })
}

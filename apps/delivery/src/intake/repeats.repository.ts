import { Injectable } from '@nestjs/common'
import { DataSource } from 'typeorm'
import { dayOfUuidV7, isUuidV7 } from '../recording/days.js'
import type { EventRow } from '../recording/rows.js'

const KNOWN = `
  SELECT g.n::int AS n, e.payload IS DISTINCT FROM g.payload AS differs
    FROM unnest($1::uuid[], $2::uuid[], $3::date[], $4::date[], $5::bytea[])
           WITH ORDINALITY AS g(tenant_id, id, day, minted_day, payload, n)
    LEFT JOIN delivery.event_ids i ON i.tenant_id = g.tenant_id AND i.event_id = g.id
    JOIN delivery.events e
      ON e.tenant_id = g.tenant_id AND e.id = g.id AND e.day IN (coalesce(i.day, g.day), g.minted_day)`

const CONFLICTS = `
  UPDATE delivery.events e SET conflicts = e.conflicts + g.count
    FROM (SELECT tenant_id, id, day, minted_day, count(*) AS count
            FROM unnest($1::uuid[], $2::uuid[], $3::date[], $4::date[]) AS t(tenant_id, id, day, minted_day)
           GROUP BY 1, 2, 3, 4) g
    LEFT JOIN delivery.event_ids i ON i.tenant_id = g.tenant_id AND i.event_id = g.id
   WHERE e.tenant_id = g.tenant_id AND e.id = g.id AND e.day IN (coalesce(i.day, g.day), g.minted_day)`

/** Which events are stored already. */
@Injectable()
export class RepeatsRepository {
  constructor(private readonly source: DataSource) {}

  /** Index in `rows` → whether the stored body is another one; a row that is new is not in it. */
  async known(rows: readonly EventRow[]): Promise<Map<number, boolean>> {
    const found: { n: number; differs: boolean }[] = await this.source.query(KNOWN, [
      ...keys(rows),
      rows.map(({ payload }) => payload),
    ])
    return new Map(found.map(({ n, differs }) => [n - 1, differs]))
  }

  /** Counts a repeat with another body on the event it repeats. */
  async countConflicts(rows: readonly EventRow[]): Promise<void> {
    await this.source.query(CONFLICTS, keys(rows))
  }
}

const keys = (rows: readonly EventRow[]): unknown[][] => [
  rows.map(({ tenantId }) => tenantId),
  rows.map(({ id }) => id),
  rows.map(({ day }) => day),
  // A publisher that was answered 503 tries again with the id that the gateway had minted: its event may be stored as such.
  rows.map(({ id, day }) => (isUuidV7(id) ? dayOfUuidV7(id) : day)),
]

import { Injectable } from '@nestjs/common'
import { DataSource } from 'typeorm'
import type { EventRow } from '../recording/rows.js'

const KNOWN = `
  SELECT g.n::int AS n, e.payload IS DISTINCT FROM g.payload AS differs
    FROM unnest($1::uuid[], $2::uuid[], $3::date[], $4::bytea[]) WITH ORDINALITY AS g(tenant_id, id, day, payload, n)
    LEFT JOIN delivery.event_ids i ON i.tenant_id = g.tenant_id AND i.event_id = g.id
    JOIN delivery.events e ON e.tenant_id = g.tenant_id AND e.id = g.id AND e.day = coalesce(i.day, g.day)`

const CONFLICTS = `
  UPDATE delivery.events e SET conflicts = e.conflicts + g.count
    FROM (SELECT tenant_id, id, day, count(*) AS count
            FROM unnest($1::uuid[], $2::uuid[], $3::date[]) AS t(tenant_id, id, day) GROUP BY 1, 2, 3) g
    LEFT JOIN delivery.event_ids i ON i.tenant_id = g.tenant_id AND i.event_id = g.id
   WHERE e.tenant_id = g.tenant_id AND e.id = g.id AND e.day = coalesce(i.day, g.day)`

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
]

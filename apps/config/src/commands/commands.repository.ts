import { Injectable } from '@nestjs/common'
import type { Queries } from '../database/database.js'
import type { Change } from '../outbox/change.js'

/** Who asks for what. */
export interface CommandIdentity {
  requestId: string
  method: string
  tenantId: string | null
}

/** A command that was carried out; `seq` is that of its last outbox row. */
export interface DoneCommand<R extends object> {
  seq: number
  reply: R
}

const PRUNE_AT_ONCE = 10_000

@Injectable()
export class CommandsRepository {
  /**
   * The last statement of a command: its outbox rows, in order, and its own row; returns the last seq. Fails when the
   * request id was used before, and waits for a transaction that is using it at this moment.
   */
  async finish(tx: Queries, identity: CommandIdentity, { records, reply }: Change<object>): Promise<number> {
    const [row] = await tx.query<{ seq: string }>(
      `WITH added AS (
         INSERT INTO config.outbox (record_key, record)
         SELECT key, record FROM unnest($5::text[], $6::jsonb[]) WITH ORDINALITY AS given (key, record, n) ORDER BY n
         RETURNING id
       )
       INSERT INTO config.commands (request_id, method, tenant_id, reply, seq)
       SELECT $1, $2, $3, $4::jsonb, max(id) FROM added
       RETURNING seq`,
      [
        identity.requestId,
        identity.method,
        identity.tenantId,
        JSON.stringify(reply),
        records.map(({ key }) => key),
        records.map(({ record }) => record && JSON.stringify(record)),
      ],
    )
    return Number(row?.seq)
  }

  async stored(database: Queries, requestId: string): Promise<(CommandIdentity & DoneCommand<object>) | undefined> {
    const [row] = await database.query<{ method: string; tenant_id: string | null; seq: string; reply: object }>(
      `SELECT method, tenant_id, seq, reply FROM config.commands WHERE request_id = $1`,
      [requestId],
    )
    return row && { requestId, method: row.method, tenantId: row.tenant_id, seq: Number(row.seq), reply: row.reply }
  }

  /** Requests live an hour in their topic, so nobody repeats one after a day. */
  async prune(database: Queries): Promise<number> {
    const [row] = await database.query<{ count: number }>(
      `WITH gone AS (
         DELETE FROM config.commands WHERE request_id IN (
           SELECT request_id FROM config.commands WHERE created_at < now() - interval '1 day' ORDER BY created_at LIMIT $1
         ) RETURNING 1
       )
       SELECT count(*)::int AS count FROM gone`,
      [PRUNE_AT_ONCE],
    )
    return row?.count ?? 0
  }
}

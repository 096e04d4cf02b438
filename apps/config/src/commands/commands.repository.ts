import { Injectable } from '@nestjs/common'
import type { EntityManager } from 'typeorm'
import type { Change } from './change.js'

/** Who asks for what. */
export interface CommandIdentity {
  requestId: string
  method: string
  tenantId: string | null
}

export interface StoredCommand extends Change<object> {
  method: string
  tenantId: string | null
}

const PRUNE_AT_ONCE = 10_000

@Injectable()
export class CommandsRepository {
  /** `false` when the request id was used before; waits for a transaction that is using it at this moment. */
  async claim(tx: EntityManager, { requestId, method, tenantId }: CommandIdentity): Promise<boolean> {
    const claimed = await tx.query<unknown[]>(
      `INSERT INTO config.commands (request_id, method, tenant_id) VALUES ($1, $2, $3)
       ON CONFLICT (request_id) DO NOTHING RETURNING request_id`,
      [requestId, method, tenantId],
    )
    return claimed.length === 1
  }

  async complete(tx: EntityManager, requestId: string, { seq, reply }: Change<object>): Promise<void> {
    await tx.query(`UPDATE config.commands SET seq = $2, reply = $3 WHERE request_id = $1`, [
      requestId,
      seq,
      JSON.stringify(reply),
    ])
  }

  async stored(tx: EntityManager, requestId: string): Promise<StoredCommand | undefined> {
    const [row] = await tx.query<{ method: string; tenant_id: string | null; seq: string; reply: object }[]>(
      `SELECT method, tenant_id, seq, reply FROM config.commands WHERE request_id = $1`,
      [requestId],
    )
    return row && { method: row.method, tenantId: row.tenant_id, seq: Number(row.seq), reply: row.reply }
  }

  /** Requests live an hour in their topic, so nobody repeats one after a day. */
  async prune(manager: EntityManager): Promise<number> {
    const [, count] = await manager.query<[unknown[], number]>(
      `DELETE FROM config.commands WHERE request_id IN (
         SELECT request_id FROM config.commands WHERE created_at < now() - interval '1 day' ORDER BY created_at LIMIT $1
       )`,
      [PRUNE_AT_ONCE],
    )
    return count
  }
}

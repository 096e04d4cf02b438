import { Injectable } from '@nestjs/common'
import type { Queries } from '../database/database.js'
import type { ApiKeyRow } from './api-key.entity.js'

@Injectable()
export class ApiKeysRepository {
  /** `false` when the tenant, whose row is locked, has `limit` keys already. */
  async insert(tx: Queries, key: ApiKeyRow, limit: number): Promise<boolean> {
    const inserted = await tx.query(
      `INSERT INTO config.api_keys (id, tenant_id, name, scopes, hash, created_at, expires_at)
       SELECT $1, $2, $3, $4, $5, $6, $7
       WHERE (SELECT count(*) FROM config.api_keys WHERE tenant_id = $2) < $8
       RETURNING id`,
      [key.id, key.tenant_id, key.name, key.scopes, key.hash, key.created_at, key.expires_at, limit],
    )
    return inserted.length === 1
  }

  async lock(tx: Queries, tenantId: string, id: string): Promise<ApiKeyRow | undefined> {
    const [key] = await tx.query<ApiKeyRow>(
      `SELECT * FROM config.api_keys WHERE tenant_id = $1 AND id = $2 FOR UPDATE`,
      [tenantId, id],
    )
    return key
  }

  /** The ids of the tenant's keys, each row locked. */
  async lockAll(tx: Queries, tenantId: string): Promise<string[]> {
    const rows = await tx.query<{ id: string }>(
      `SELECT id FROM config.api_keys WHERE tenant_id = $1 ORDER BY id FOR UPDATE`,
      [tenantId],
    )
    return rows.map(({ id }) => id)
  }

  async delete(tx: Queries, id: string): Promise<void> {
    await tx.query(`DELETE FROM config.api_keys WHERE id = $1`, [id])
  }
}

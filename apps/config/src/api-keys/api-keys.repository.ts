import { Injectable } from '@nestjs/common'
import type { EntityManager } from 'typeorm'
import type { ApiKeyEntity } from './api-key.entity.js'

@Injectable()
export class ApiKeysRepository {
  /** `false` when the tenant, whose row is locked, has `limit` keys already. */
  async insert(tx: EntityManager, key: ApiKeyEntity, limit: number): Promise<boolean> {
    const inserted = await tx.query<unknown[]>(
      `INSERT INTO config.api_keys (id, tenant_id, name, scopes, hash, created_at, expires_at)
       SELECT $1, $2, $3, $4, $5, $6, $7
       WHERE (SELECT count(*) FROM config.api_keys WHERE tenant_id = $2) < $8
       RETURNING id`,
      [key.id, key.tenant_id, key.name, key.scopes, key.hash, key.created_at, key.expires_at, limit],
    )
    return inserted.length === 1
  }

  async lock(tx: EntityManager, tenantId: string, id: string): Promise<ApiKeyEntity | undefined> {
    const [key] = await tx.query<ApiKeyEntity[]>(
      `SELECT * FROM config.api_keys WHERE tenant_id = $1 AND id = $2 FOR UPDATE`,
      [tenantId, id],
    )
    return key
  }

  /** The ids of the tenant's keys, each row locked. */
  async lockAll(tx: EntityManager, tenantId: string): Promise<string[]> {
    const rows = await tx.query<{ id: string }[]>(
      `SELECT id FROM config.api_keys WHERE tenant_id = $1 ORDER BY id FOR UPDATE`,
      [tenantId],
    )
    return rows.map(({ id }) => id)
  }

  async delete(tx: EntityManager, id: string): Promise<void> {
    await tx.query(`DELETE FROM config.api_keys WHERE id = $1`, [id])
  }
}

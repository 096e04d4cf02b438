import { Injectable } from '@nestjs/common'
import type { EntityManager } from 'typeorm'
import { ApiKeyEntity } from './api-key.entity.js'

@Injectable()
export class ApiKeysRepository {
  async insert(tx: EntityManager, key: ApiKeyEntity): Promise<void> {
    await tx.insert(ApiKeyEntity, key)
  }

  count(tx: EntityManager, tenantId: string): Promise<number> {
    return tx.countBy(ApiKeyEntity, { tenant_id: tenantId })
  }

  /** SELECT … FOR UPDATE */
  lock(tx: EntityManager, tenantId: string, id: string): Promise<ApiKeyEntity | null> {
    return tx.findOne(ApiKeyEntity, { where: { tenant_id: tenantId, id }, lock: { mode: 'pessimistic_write' } })
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
    await tx.delete(ApiKeyEntity, { id })
  }
}

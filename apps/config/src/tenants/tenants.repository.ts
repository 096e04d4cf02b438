import { Injectable } from '@nestjs/common'
import type { Queries } from '../database/database.js'
import type { TenantRow } from './tenant.entity.js'

@Injectable()
export class TenantsRepository {
  async insert(tx: Queries, { id, name, created_at, updated_at }: TenantRow): Promise<void> {
    await tx.query(`INSERT INTO config.tenants (id, name, created_at, updated_at) VALUES ($1, $2, $3, $4)`, [
      id,
      name,
      created_at,
      updated_at,
    ])
  }

  /** The lock is also what makes counting the tenant's webhooks and keys safe. */
  async lock(tx: Queries, id: string): Promise<TenantRow | undefined> {
    const [tenant] = await tx.query<TenantRow>(`SELECT * FROM config.tenants WHERE id = $1 FOR UPDATE`, [id])
    return tenant
  }

  async update(tx: Queries, { id, name, updated_at }: TenantRow): Promise<void> {
    await tx.query(`UPDATE config.tenants SET name = $2, updated_at = $3 WHERE id = $1`, [id, name, updated_at])
  }

  /** Its webhooks and API keys go with it (ON DELETE CASCADE). */
  async delete(tx: Queries, id: string): Promise<void> {
    await tx.query(`DELETE FROM config.tenants WHERE id = $1`, [id])
  }
}

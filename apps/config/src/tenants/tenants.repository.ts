import { Injectable } from '@nestjs/common'
import type { EntityManager } from 'typeorm'
import { TenantEntity } from './tenant.entity.js'

@Injectable()
export class TenantsRepository {
  async insert(tx: EntityManager, tenant: TenantEntity): Promise<void> {
    await tx.insert(TenantEntity, tenant)
  }

  /** SELECT … FOR UPDATE: also what makes counting the tenant's webhooks and keys safe. */
  lock(tx: EntityManager, id: string): Promise<TenantEntity | null> {
    return tx.findOne(TenantEntity, { where: { id }, lock: { mode: 'pessimistic_write' } })
  }

  async update(tx: EntityManager, { id, ...changes }: TenantEntity): Promise<void> {
    await tx.update(TenantEntity, { id }, changes)
  }

  /** Its webhooks and API keys go with it (ON DELETE CASCADE). */
  async delete(tx: EntityManager, id: string): Promise<void> {
    await tx.delete(TenantEntity, { id })
  }
}

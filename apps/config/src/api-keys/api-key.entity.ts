import type { Scope } from '@hookline/dto'
import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm'
import type { Row } from '../database/database.js'
import { TenantEntity } from '../tenants/tenant.entity.js'

@Entity({ name: 'api_keys' })
@Unique('api_keys_hash_key', ['hash'])
@Check('api_keys_id_check', `id <> ''`)
@Check('api_keys_hash_check', `hash ~ '^[0-9a-f]{64}$'`)
@Check('api_keys_scopes_check', 'cardinality(scopes) > 0')
export class ApiKeyEntity {
  @PrimaryColumn('text', { primaryKeyConstraintName: 'api_keys_pkey' })
  id: string

  @Column('uuid')
  @Index('api_keys_tenant_idx')
  @ForeignKey(() => TenantEntity, { name: 'api_keys_tenant_fkey', onDelete: 'CASCADE' })
  tenant_id: string

  @Column('text')
  name: string

  @Column('text', { array: true })
  scopes: Scope[]

  /** SHA-256 of the whole key, hex: the key itself is never here. */
  @Column('text')
  hash: string

  @Column({ type: 'timestamptz', precision: 3 })
  created_at: Date

  @Column({ type: 'timestamptz', precision: 3, nullable: true })
  expires_at: Date | null
}

export type ApiKeyRow = Row<ApiKeyEntity>

import { Check, Column, Entity, PrimaryColumn } from 'typeorm'
import type { Row } from '../database/database.js'

@Entity({ name: 'tenants' })
@Check('tenants_name_check', `name <> ''`)
export class TenantEntity {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'tenants_pkey' })
  id: string

  @Column('text')
  name: string

  @Column({ type: 'timestamptz', precision: 3 })
  created_at: Date

  @Column({ type: 'timestamptz', precision: 3 })
  updated_at: Date
}

export type TenantRow = Row<TenantEntity>

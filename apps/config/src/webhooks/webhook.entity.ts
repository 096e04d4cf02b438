import type { Profile, RetryPolicy, WebhookOptions } from '@hookline/dto'
import type { SealedSecret, WebhookRecord } from '@hookline/event-schemas'
import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm'
import type { Row } from '../database/database.js'
import { TenantEntity } from '../tenants/tenant.entity.js'

@Entity({ name: 'webhooks' })
@Check('webhooks_url_check', `url <> ''`)
@Check('webhooks_event_types_check', 'cardinality(event_types) > 0')
@Check('webhooks_secrets_check', `jsonb_typeof(secrets) = 'array' AND jsonb_array_length(secrets) > 0`)
@Check('webhooks_signature_uri_check', `signature_uri IN ('url', 'path')`)
@Check('webhooks_timeout_ms_check', 'timeout_ms > 0')
export class WebhookEntity {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'webhooks_pkey' })
  id: string

  @Column('uuid')
  @Index('webhooks_tenant_idx')
  @ForeignKey(() => TenantEntity, { name: 'webhooks_tenant_fkey', onDelete: 'CASCADE' })
  tenant_id: string

  @Column('text')
  url: string

  /** `null` = all. */
  @Column('text', { array: true, nullable: true })
  event_types: string[] | null

  @Column('text', { nullable: true })
  description: string | null

  @Column('text')
  profile: Profile

  @Column('boolean')
  enabled: boolean

  /** Sealed, newest first. */
  @Column('jsonb')
  secrets: SealedSecret[]

  /** Names in clear, values sealed. */
  @Column('jsonb', { nullable: true })
  headers: WebhookRecord['headers']

  @Column('text')
  signature_uri: WebhookRecord['signature_uri']

  @Column('jsonb', { nullable: true })
  retry: RetryPolicy | null

  @Column('integer', { nullable: true })
  timeout_ms: number | null

  @Column('jsonb')
  metadata: Record<string, string>

  /** `null` = every default. */
  @Column('jsonb', { nullable: true })
  options: WebhookOptions | null

  @Column({ type: 'timestamptz', precision: 3 })
  created_at: Date

  @Column({ type: 'timestamptz', precision: 3 })
  updated_at: Date
}

export type WebhookRow = Row<WebhookEntity>

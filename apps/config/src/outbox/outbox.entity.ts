import { Check, Column, Entity, Index, PrimaryGeneratedColumn } from 'typeorm'

/** A change that must reach the snapshot topic; ids of one entity follow the order of its commits. */
@Entity({ name: 'outbox' })
@Index('outbox_record_key_idx', ['record_key', 'id'])
@Index('outbox_unpublished_idx', ['id'], { where: 'published_offset IS NULL' })
@Check('outbox_published_check', 'num_nulls(published_generation, published_offset, published_at) IN (0, 3)')
export class OutboxEntity {
  @PrimaryGeneratedColumn('increment', { type: 'bigint', primaryKeyConstraintName: 'outbox_pkey' })
  id: string

  @Column('text')
  record_key: string

  /** `null` = deleted. */
  @Column('jsonb', { nullable: true })
  record: object | null

  @Column({ type: 'timestamptz', precision: 3, default: () => 'now()' })
  created_at: Date

  @Column('integer', { nullable: true })
  published_generation: number | null

  @Column('bigint', { nullable: true })
  published_offset: string | null

  @Column({ type: 'timestamptz', precision: 3, nullable: true })
  @Index('outbox_published_at_idx')
  published_at: Date | null
}

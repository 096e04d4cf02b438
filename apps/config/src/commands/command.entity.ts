import { Column, Entity, Index, PrimaryColumn } from 'typeorm'

/** A command that was carried out: repeated with the same request id it is answered from here. */
@Entity({ name: 'commands' })
export class CommandEntity {
  @PrimaryColumn('text', { primaryKeyConstraintName: 'commands_pkey' })
  request_id: string

  @Column('text')
  method: string

  /** Whose command it was; `null` = an admin's. Nobody gets a reply that was another tenant's. */
  @Column('text', { nullable: true })
  tenant_id: string | null

  /** The last outbox row, whose place in the topic is part of the reply. */
  @Column('bigint')
  seq: string

  @Column('jsonb')
  reply: object

  @Column({ type: 'timestamptz', precision: 3, default: () => 'now()' })
  @Index('commands_created_at_idx')
  created_at: Date
}

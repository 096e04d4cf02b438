import { Check, Column, Entity, PrimaryColumn } from 'typeorm'

/** What config knows of the topic it wrote: a single row. Offsets are -1 before the first record. */
@Entity({ name: 'snapshot_state' })
@Check('snapshot_state_only_row_check', 'only_row')
export class SnapshotStateEntity {
  @PrimaryColumn('boolean', { default: true, primaryKeyConstraintName: 'snapshot_state_pkey' })
  only_row: true

  /** The last complete set; 0 = none yet. */
  @Column('integer', { default: 0 })
  generation: number

  /** The last set that was begun: a broken-off one is never gone on with. */
  @Column('integer', { default: 0 })
  attempted_generation: number

  @Column('bigint', { default: -1 })
  marker_offset: string

  /** The highest offset of a change: an answer at or below it proves that the topic was lost. */
  @Column('bigint', { default: -1 })
  last_offset: string

  @Column('integer', { default: 0 })
  republish_requested: number

  @Column('integer', { default: 0 })
  republish_served: number
}

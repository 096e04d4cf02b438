import { Injectable } from '@nestjs/common'
import type { SnapshotPosition } from '@hookline/event-schemas'
import { Database, type Transaction } from '../database/database.js'
import { Republisher } from '../snapshot/republisher.js'
import { changeRecord, fitting, type TopicRecord } from '../snapshot/snapshot-record.js'
import { SnapshotStateRepository, type SnapshotState } from '../snapshot/snapshot-state.repository.js'
import { SnapshotTopic, TopicLostError } from '../snapshot/snapshot-topic.js'
import { OutboxRepository, type OutboxRow } from './outbox.repository.js'

const ROWS_AT_ONCE = 500

/** Where rows went, by seq. */
export type Places = ReadonlyMap<number, SnapshotPosition>
type OnPlaced = (places: Places) => void

interface Waiting {
  state: SnapshotState
  rows: OutboxRow[]
  onPlaced: OnPlaced
}

/** One run of the relay: what waits in the outbox goes to the topic, in the order of its seqs, and is marked. */
@Injectable()
export class RelayPass {
  /** Keys of passes that failed after they had begun to send: a late copy may yet land behind a newer record. */
  private readonly unsure = new Set<string>()

  constructor(
    private readonly database: Database,
    private readonly outbox: OutboxRepository,
    private readonly state: SnapshotStateRepository,
    private readonly topic: SnapshotTopic,
    private readonly republisher: Republisher,
  ) {}

  /** Tells `onPlaced` as soon as the broker has the records, before they are marked. Returns whether more rows wait. */
  async run(onPlaced: OnPlaced): Promise<boolean> {
    const more = await this.database.transaction(async (tx) => {
      const [, state, rows] = await Promise.all([
        this.state.lock(tx),
        this.state.read(tx),
        this.outbox.unpublished(tx, ROWS_AT_ONCE),
      ])
      this.topic.observe({ generation: state.generation, offset: state.lastOffset })
      if (this.mustRepublish(state)) return this.republish(tx, state, onPlaced)
      try {
        return await this.publish(tx, { state, rows, onPlaced })
      } catch (error) {
        if (!(error instanceof TopicLostError)) throw error
        return this.republish(tx, state, onPlaced)
      }
    })
    this.unsure.clear()
    return more
  }

  private mustRepublish(state: SnapshotState): boolean {
    return state.generation === 0 || this.topic.isLost || state.republishRequested > state.republishServed
  }

  private async publish(tx: Transaction, { state, rows, onPlaced }: Waiting): Promise<boolean> {
    const { generation } = state
    await this.repeatUnsure(tx, generation)
    if (rows.length === 0) return false
    const records = rows.map((row) => changeRecord(row, generation))
    const sent = rows.slice(0, fitting(records))
    for (const { key } of sent) this.unsure.add(key)
    const base = await this.topic.append(records.slice(0, sent.length))
    const seqs = sent.map(({ seq }) => seq)
    const offsets = sent.map((_, index) => base + index)
    onPlaced(new Map(sent.map(({ seq }, index) => [seq, { generation, offset: base + index }])))
    await tx.commitWith(this.outbox.markPublished(tx, { seqs, offsets, generation }))
    return rows.length === ROWS_AT_ONCE || sent.length < rows.length
  }

  /** Tombstones carry no seq by which a reader could tell a late copy, so the newest record is put behind it. */
  private async repeatUnsure(tx: Transaction, generation: number): Promise<void> {
    if (this.unsure.size === 0) return
    const rows = await this.outbox.newestPublished(tx, [...this.unsure])
    let records: TopicRecord[] = rows.map((row) => changeRecord(row, generation))
    while (records.length > 0) {
      const count = fitting(records)
      await this.topic.append(records.slice(0, count))
      records = records.slice(count)
    }
  }

  private async republish(tx: Transaction, state: SnapshotState, onPlaced: OnPlaced): Promise<boolean> {
    const { generation, offset, covered } = await this.republisher.run(tx, state)
    this.topic.observe({ generation, offset })
    onPlaced(new Map(covered.map((seq) => [seq, { generation, offset }])))
    return true
  }
}

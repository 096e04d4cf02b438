import { Injectable } from '@nestjs/common'
import type { Queries } from '../database/database.js'

export interface SnapshotState {
  generation: number
  lastOffset: number
  republishRequested: number
  republishServed: number
}

/** The relay of every replica takes this one; any number will do. */
const RELAY_LOCK = 7_409_612_035

@Injectable()
export class SnapshotStateRepository {
  /**
   * One relay at a time, over all replicas, so that the topic keeps the order of the outbox. Held to the end of the
   * transaction; a replica that stands still in it is cut off by the server.
   */
  async lock(tx: Queries): Promise<void> {
    await tx.query(
      `SELECT set_config('lock_timeout', '8s', true), set_config('idle_in_transaction_session_timeout', '30s', true),
         pg_advisory_xact_lock($1)`,
      [RELAY_LOCK],
    )
  }

  async read(database: Queries): Promise<SnapshotState> {
    const [row] = await database.query<RawState>(
      `SELECT generation, last_offset, republish_requested, republish_served FROM config.snapshot_state`,
    )
    if (row === undefined) throw new Error('config.snapshot_state has lost its row')
    return {
      generation: row.generation,
      lastOffset: Number(row.last_offset),
      republishRequested: row.republish_requested,
      republishServed: row.republish_served,
    }
  }

  /** Outside the relay's transaction, so that a set that breaks off uses up its number. */
  async beginGeneration(database: Queries): Promise<number> {
    const [row] = await database.query<{ attempted_generation: number }>(
      `UPDATE config.snapshot_state SET attempted_generation = greatest(attempted_generation, generation) + 1
       RETURNING attempted_generation`,
    )
    return row!.attempted_generation
  }

  /** Generations up to this one are in use already. */
  async passOver(database: Queries, generation: number): Promise<void> {
    await database.query(`UPDATE config.snapshot_state SET attempted_generation = greatest(attempted_generation, $1)`, [
      generation,
    ])
  }

  async completeGeneration(tx: Queries, generation: number, markerOffset: number, served: number): Promise<void> {
    await tx.query(
      `UPDATE config.snapshot_state
       SET generation = $1, marker_offset = $2, last_offset = $2, republish_served = $3`,
      [generation, markerOffset, served],
    )
  }

  /** Returns the number that {@link SnapshotState.republishServed} reaches when it is done. */
  async requestRepublish(database: Queries): Promise<number> {
    const [row] = await database.query<{ republish_requested: number }>(
      `UPDATE config.snapshot_state SET republish_requested = republish_requested + 1 RETURNING republish_requested`,
    )
    return row!.republish_requested
  }
}

interface RawState {
  generation: number
  last_offset: string
  republish_requested: number
  republish_served: number
}

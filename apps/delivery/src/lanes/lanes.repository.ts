import { Injectable } from '@nestjs/common'
import { DataSource } from 'typeorm'
import type { LaneState } from './lane-state.js'

export interface StoredLane {
  webhookId: string
  state: LaneState
}

const SAVE = `
  INSERT INTO delivery.lanes (webhook_id, send_window, failures_in_row, openings, open_until, failing_since)
  SELECT * FROM unnest($1::uuid[], $2::real[], $3::int[], $4::int[], $5::timestamptz[], $6::timestamptz[])
  ON CONFLICT (webhook_id) DO UPDATE
    SET send_window = excluded.send_window, failures_in_row = excluded.failures_in_row, openings = excluded.openings,
        open_until = excluded.open_until, failing_since = least(lanes.failing_since, excluded.failing_since)`

interface LaneDbRow {
  webhook_id: string
  send_window: number
  failures_in_row: number
  openings: number
  open_until: Date
  failing_since: Date
}

/** Lanes that are open or probing; a closed one has no row. */
@Injectable()
export class LanesRepository {
  constructor(private readonly source: DataSource) {}

  async save(lanes: readonly StoredLane[]): Promise<void> {
    const date = (ms: number | undefined): Date => new Date(ms ?? 0)
    await this.source.query(SAVE, [
      lanes.map(({ webhookId }) => webhookId),
      lanes.map(({ state }) => state.window),
      lanes.map(({ state }) => state.failuresInRow),
      lanes.map(({ state }) => state.openings),
      lanes.map(({ state }) => date(state.openUntil)),
      lanes.map(({ state }) => date(state.failingSince)),
    ])
  }

  async forget(webhookIds: readonly string[]): Promise<void> {
    await this.source.query('DELETE FROM delivery.lanes WHERE webhook_id = ANY ($1::uuid[])', [webhookIds])
  }

  async load(): Promise<StoredLane[]> {
    const rows: LaneDbRow[] = await this.source.query('SELECT * FROM delivery.lanes')
    return rows.map((row) => ({
      webhookId: row.webhook_id,
      state: {
        window: row.send_window,
        failuresInRow: row.failures_in_row,
        openings: row.openings,
        openUntil: row.open_until.getTime(),
        failingSince: row.failing_since.getTime(),
      },
    }))
  }
}

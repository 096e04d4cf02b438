import { Injectable } from '@nestjs/common'
import type { PoolClient } from 'pg'
import { DataSource } from 'typeorm'

/** An entity as a plain object, which is what the repositories give. */
export type Row<T> = { [K in keyof T]: T[K] }

/** Sends a statement; resolves with its rows. */
export interface Queries {
  query<R = unknown>(sql: string, values?: unknown[]): Promise<R[]>
}

/** A transaction that is open. Statements that are sent without waiting for each other share a round trip. */
export class Transaction implements Queries {
  private over = false

  constructor(private readonly client: PoolClient) {}

  async query<R = unknown>(sql: string, values?: unknown[]): Promise<R[]> {
    const { rows } = await this.client.query(sql, values)
    return rows as R[]
  }

  /**
   * Sends COMMIT right behind the last statement. When that one fails, Postgres makes a ROLLBACK of it.
   * @throws what the statement or the commit failed with
   */
  async commitWith<T>(last: Promise<T>): Promise<T> {
    this.over = true
    const [result, commit] = await Promise.allSettled([last, this.client.query('COMMIT')])
    if (result.status === 'rejected') throw result.reason
    if (commit.status === 'rejected') throw commit.reason
    return result.value
  }

  /** Ends what is not over yet. */
  async end(statement: 'COMMIT' | 'ROLLBACK'): Promise<void> {
    if (this.over) return
    this.over = true
    await this.client.query(statement)
  }
}

/**
 * Connections of TypeORM's pool, without its query layer: round trips and that layer were most of a command's time
 * (--cpu-prof at 300/s). Relies on pg's `pipeline` option where statements are not awaited one by one.
 */
@Injectable()
export class Database implements Queries {
  constructor(private readonly source: DataSource) {}

  query<R = unknown>(sql: string, values?: unknown[]): Promise<R[]> {
    return this.withClient((client) => new Transaction(client).query<R>(sql, values))
  }

  /** Commits when `work` resolves, unless it has done so itself; rolls back when it rejects. */
  transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    return this.withClient(async (client) => {
      const tx = new Transaction(client)
      // Goes out with the first statement, and fails only when that one does.
      tx.query('START TRANSACTION').catch(() => undefined)
      try {
        const result = await work(tx)
        await tx.end('COMMIT')
        return result
      } catch (error) {
        await tx.end('ROLLBACK').catch(() => undefined)
        throw error
      }
    })
  }

  private async withClient<T>(action: (client: PoolClient) => Promise<T>): Promise<T> {
    const runner = this.source.createQueryRunner()
    try {
      return await action((await runner.connect()) as PoolClient)
    } finally {
      await runner.release()
    }
  }
}

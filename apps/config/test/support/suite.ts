import {
  createDatabase,
  deleteTopics,
  migrate,
  spawnService,
  testBrokers,
  topicPrefix,
  type Service,
} from '@hookline/testing'
import pg from 'pg'
import { startCaller, type Caller } from './caller.js'
import { startDatabaseProxy, type Proxy } from './proxy.js'
import { readTopic, startSnapshot, type Snapshot, type TopicEntry } from './snapshot.js'

/** A running config with a database and topics of its own, and a gateway's view of it. */
export interface Suite {
  readonly env: Record<string, string>
  readonly brokers: string
  readonly prefix: string
  readonly config: Service
  readonly caller: Caller
  readonly snapshot: Snapshot
  /** What config's connections to the database go through; `sql` does not. */
  readonly database: Proxy
  topic(): Promise<TopicEntry[]>
  sql<T = Record<string, unknown>>(text: string, values?: unknown[]): Promise<T[]>
  stop(): Promise<void>
}

export async function startSuite(further: Record<string, string> = {}): Promise<Suite> {
  const testDatabase = await createDatabase()
  const { url, proxy } = await startDatabaseProxy(testDatabase.url)
  const brokers = testBrokers()
  const prefix = topicPrefix()
  const env = environment({ url, brokers, prefix, further })
  await migrate('config', env)
  const pool = new pg.Pool({ connectionString: testDatabase.url, max: 2 })
  pool.on('error', () => undefined)
  const config = await spawnService({ app: 'config', env })
  const [caller, snapshot] = await Promise.all([startCaller(brokers, prefix), startSnapshot(brokers, prefix)])
  return {
    env,
    brokers,
    prefix,
    config,
    caller,
    snapshot,
    database: proxy,
    topic: () => readTopic(brokers, prefix),
    sql: async <T>(text: string, values?: unknown[]) => (await pool.query(text, values)).rows as T[],
    stop: async () => {
      await Promise.all([caller.stop(), snapshot.stop(), config.stop()])
      await Promise.all([pool.end(), proxy.down()])
      await Promise.all([testDatabase.drop(), deleteTopics(prefix)])
    },
  }
}

interface Places {
  url: string
  brokers: string
  prefix: string
  further?: Record<string, string>
}

export const environment = ({ url, brokers, prefix, further = {} }: Places): Record<string, string> => ({
  DATABASE_URL: url,
  KAFKA_BROKERS: brokers,
  HOOKLINE_TOPIC_PREFIX: prefix,
  HOOKLINE_TOPIC_PARTITIONS: '2',
  HOOKLINE_HOST: '127.0.0.1',
  ...further,
})

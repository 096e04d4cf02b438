import {
  commonVariables,
  createKafka,
  createTopics,
  databaseVariables,
  loadEnv,
  Logger,
  migrateDatabase,
  TopicNames,
} from '@hookline/service-kit'
import { DataSource } from 'typeorm'
import { z } from 'zod'
import { deliveryDataSource } from './data-source.js'
import { ensurePartitions } from './recording/partitions.js'

/** Creates the topics, the tables and the day partitions that are missing. Safe to run at any time, and again. */
async function migrate(): Promise<void> {
  const env = loadEnv(z.object({ ...commonVariables, ...databaseVariables }), process.env)
  const logger = Logger.create('delivery', env.LOG_LEVEL)
  const topics = await createTopics(
    createKafka(env, 'hookline-migrate', logger),
    new TopicNames(env.HOOKLINE_TOPIC_PREFIX),
    {
      partitions: env.HOOKLINE_TOPIC_PARTITIONS,
      replication: env.HOOKLINE_TOPIC_REPLICATION,
    },
  )
  const options = deliveryDataSource(env)
  const migrations = await migrateDatabase(options)
  const source = await new DataSource(options).initialize()
  await ensurePartitions(source, new Date())
  await source.destroy()
  logger.event('migrated', { topics, migrations })
  await logger.flush()
}

await migrate()

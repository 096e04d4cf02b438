import 'reflect-metadata'
import { createKafka, createTopics, Logger, migrateDatabase, TopicNames } from '@hookline/service-kit'
import { databaseOptions } from './data-source.js'
import { readEnv } from './env.js'

const env = readEnv(process.env)
const logger = Logger.create('config-migrate', env.LOG_LEVEL)

const names = new TopicNames(env.HOOKLINE_TOPIC_PREFIX)
const topics = await createTopics(createKafka(env, 'hookline-config-migrate', logger), names, {
  partitions: env.HOOKLINE_TOPIC_PARTITIONS,
  replication: env.HOOKLINE_TOPIC_REPLICATION,
})
logger.event('migrate.topics', { created: topics })

const migrations = await migrateDatabase(databaseOptions(env))
logger.event('migrate.database', { schema: 'config', ran: migrations })
await logger.flush()

import 'reflect-metadata'
import process from 'node:process'
import { setTimeout as delay } from 'node:timers/promises'
import { Logger } from '@hookline/service-kit'
import { DataSource } from 'typeorm'
import { databaseOptions } from './data-source.js'
import { Database } from './database/database.js'
import { readEnv } from './env.js'
import { SnapshotStateRepository } from './snapshot/snapshot-state.repository.js'

const WAIT_MS = 60_000
const POLL_MS = 100

// Asks for a new generation of the snapshot, which a running config writes, and waits until it is complete.
const env = readEnv(process.env)
const logger = Logger.create('config-republish', env.LOG_LEVEL)
const source = await new DataSource(databaseOptions(env)).initialize()
const database = new Database(source)
const state = new SnapshotStateRepository()
const ticket = await state.requestRepublish(database)
const deadline = Date.now() + WAIT_MS
let now = await state.read(database)
while (now.republishServed < ticket && Date.now() < deadline) {
  await delay(POLL_MS)
  now = await state.read(database)
}
if (now.republishServed >= ticket) {
  logger.event('republish.done', { generation: now.generation })
} else {
  logger.warn('republish.waiting', { hint: 'no running config has taken it up; the next one that runs will' })
  process.exitCode = 1
}
await source.destroy()
await logger.flush()

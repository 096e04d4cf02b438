import 'reflect-metadata'
import { setTimeout as delay } from 'node:timers/promises'
import { Logger } from '@hookline/service-kit'
import { DataSource } from 'typeorm'
import { databaseOptions } from './data-source.js'
import { readEnv } from './env.js'
import { SnapshotStateRepository } from './snapshot/snapshot-state.repository.js'

const WAIT_MS = 60_000
const POLL_MS = 100

/** Asks the running config for a new generation of the snapshot, and waits until it is there. */
const env = readEnv(process.env)
const logger = Logger.create('config-republish', env.LOG_LEVEL)
const source = await new DataSource(databaseOptions(env)).initialize()

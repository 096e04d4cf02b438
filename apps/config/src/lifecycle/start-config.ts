import { NestFactory } from '@nestjs/core'
import type { MicroserviceOptions } from '@nestjs/microservices'
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify'
import {
  assertMigrated,
  HealthRegistry,
  NestLogger,
  patiently,
  RpcServer,
  within,
  type EndProcess,
  type Logger,
  type RunningService,
} from '@hookline/service-kit'
import type { Producer } from 'kafkajs'
import { DataSource } from 'typeorm'
import { AppModule } from '../app.module.js'
import type { Env } from '../env.js'
import { OutboxRelay } from '../outbox/outbox.relay.js'
import { OutboxWorker } from '../outbox/outbox.worker.js'
import { REPLIES_PRODUCER } from '../rpc.providers.js'
import { HeartbeatWorker } from '../snapshot/heartbeat.worker.js'
import { SnapshotTopic } from '../snapshot/snapshot-topic.js'
import { TopicInspection } from '../snapshot/topic-inspection.js'
import { PruningWorker } from './pruning.worker.js'
import { Readiness } from './readiness.js'

/** A silent broker must not use up the time that SIGTERM leaves for the rest. */
const DRAIN_WITHIN_MS = 6_000
const STEP_WITHIN_MS = 1_500

/** Answers probes at once, and comes up behind them as soon as database and broker are there. */
export async function startConfig(env: Env, logger: Logger, endProcess: EndProcess): Promise<RunningService> {
  const module = AppModule.register({ env, logger, endProcess })
  const options = { logger: new NestLogger(logger), abortOnError: false }
  const app = await NestFactory.create<NestFastifyApplication>(module, new FastifyAdapter(), options)
  app.connectMicroservice<MicroserviceOptions>({ strategy: app.get(RpcServer) })
  app.get(Readiness).register(app.get(HealthRegistry))
  await app.listen(env.HOOKLINE_PORT_CONFIG, env.HOOKLINE_HOST)
  const stopping = new AbortController()
  const up = bringUp(app, logger, stopping.signal).catch((error: unknown) => {
    if (!stopping.signal.aborted) endProcess(error instanceof Error ? error.message : String(error))
  })
  return {
    stop: async () => {
      stopping.abort(new Error('config is stopping'))
      await within(STEP_WITHIN_MS, up)
      await shutDown(app)
    },
  }
}

/** @throws Error when the database is on another version than this build */
async function bringUp(app: NestFastifyApplication, logger: Logger, signal: AbortSignal): Promise<void> {
  const waitFor = (what: string, attempt: () => Promise<unknown>) => patiently(logger, what, attempt, signal)
  const database = app.get(DataSource)
  await waitFor('database', () => database.initialize())
  await assertMigrated(database)
  await waitFor('broker', () => app.get(SnapshotTopic).connect())
  await waitFor('broker for replies', () => app.get<Producer>(REPLIES_PRODUCER).connect())
  await waitFor('snapshot topic', () => app.get(TopicInspection).run())
  app.get(OutboxWorker).start()
  app.get(HeartbeatWorker).start()
  app.get(PruningWorker).start()
  await waitFor('requests', () => app.startAllMicroservices())
  logger.event('config.ready')
}

/** Commands end while the relay still runs, since they wait for it. */
async function shutDown(app: NestFastifyApplication): Promise<void> {
  app.get(HealthRegistry).drain()
  await within(DRAIN_WITHIN_MS, app.get(RpcServer).drain())
  const workers = [app.get(HeartbeatWorker), app.get(OutboxWorker), app.get(PruningWorker), app.get(OutboxRelay)]
  await within(STEP_WITHIN_MS, Promise.all(workers.map((worker) => worker.stop())))
  const producers = [app.get(SnapshotTopic).close(), app.get<Producer>(REPLIES_PRODUCER).disconnect()]
  await within(STEP_WITHIN_MS, Promise.allSettled(producers))
  await app.close()
}

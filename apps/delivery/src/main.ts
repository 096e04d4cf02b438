import 'reflect-metadata'
import { readFileSync } from 'node:fs'
import { NestFactory } from '@nestjs/core'
import { FastifyAdapter } from '@nestjs/platform-fastify'
import {
  BatchServer,
  endProcess,
  loadEnv,
  Logger,
  NestLogger,
  RethrowFilter,
  RpcServer,
  runService,
} from '@hookline/service-kit'
import { AppModule } from './app.module.js'
import { Env } from './env.js'
import { DeliveryLifecycle } from './lifecycle.js'

const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string }
const env = loadEnv(Env, process.env)
const logger = Logger.create('delivery', env.LOG_LEVEL)

await runService({
  name: 'delivery',
  logger,
  process,
  start: async () => {
    const module = AppModule.register({ env, logger, endProcess: endProcess(logger, process), version })
    const app = await NestFactory.create(module, new FastifyAdapter(), { logger: new NestLogger(logger) })
    for (const server of [app.get(BatchServer), app.get(RpcServer)]) {
      app.connectMicroservice({ strategy: server }, { deferInitialization: true }).useGlobalFilters(new RethrowFilter())
    }
    const lifecycle = new DeliveryLifecycle(app)
    await app.listen(env.HOOKLINE_PORT_DELIVERY, env.HOOKLINE_HOST)
    await lifecycle.start()
    return lifecycle
  },
})

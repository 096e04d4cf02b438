import { HealthRegistry, NestLogger, type EndProcess, type Logger, type RunningService } from '@hookline/service-kit'
import { NestFactory } from '@nestjs/core'
import type { NestFastifyApplication } from '@nestjs/platform-fastify'
import { AppModule } from './app.module.js'
import { Authorizer } from './auth/authorizer.js'
import { webhookConfigurationErrors } from './dialects/webhook-configuration/errors.js'
import type { Env } from './env.js'
import { AccessLog } from './http/access-log.js'
import { createAdapter } from './http/adapter.js'
import { AnswerFormats } from './http/answer-format.js'
import { closeConnections } from './http/close-connections.js'
import { installHooks } from './http/hooks.js'
import { ProblemFilter } from './http/problem.filter.js'
import { RouteTable } from './http/route-table.js'

interface Parts {
  env: Env
  logger: Logger
  endProcess: EndProcess
}

/** The whole gateway, its routes registered, not yet listening. */
export async function createGateway({ env, logger, endProcess }: Parts): Promise<NestFastifyApplication> {
  const formats = new AnswerFormats([webhookConfigurationErrors])
  const routes = new RouteTable()
  const adapter = createAdapter({
    formats,
    bodyLimit: env.HOOKLINE_LIMIT_REQUEST_BYTES,
    trustedProxies: env.HOOKLINE_TRUSTED_PROXIES.map(([address, length]) => `${address.toString()}/${length}`),
  })
  const app = await NestFactory.create<NestFastifyApplication>(
    AppModule.register({ env, logger, formats, routes, endProcess }),
    adapter,
    { bodyParser: false, abortOnError: false, logger: new NestLogger(logger) },
  )
  const instance = adapter.getInstance()
  instance.decorate('jsonLimits', {
    maxDepth: env.HOOKLINE_LIMIT_JSON_DEPTH,
    maxKeys: env.HOOKLINE_LIMIT_JSON_KEYS,
  })
  routes.watch(instance)
  const authorizer = app.get(Authorizer)
  installHooks(instance, { authorize: (request) => authorizer.authorize(request), log: app.get(AccessLog) })
  app.useGlobalFilters(app.get(ProblemFilter))
  await app.init()
  return app
}

/** Listens; `stop` is not ready first, then takes no more, ends what runs, and lets go of Kafka last. */
export async function startGateway(parts: Parts): Promise<RunningService> {
  const app = await createGateway(parts)
  await app.listen(parts.env.HOOKLINE_PORT_GATEWAY, parts.env.HOOKLINE_HOST)
  return {
    stop: async () => {
      app.get(HealthRegistry).drain()
      await closeConnections(app.getHttpServer(), app.close())
    },
  }
}

import { CoreModule, type EndProcess, type Logger } from '@hookline/service-kit'
import { Module, type DynamicModule } from '@nestjs/common'
import { Authenticator } from './auth/authenticator.js'
import { Authorizer } from './auth/authorizer.js'
import { ConfigurationsService } from './dialects/webhook-configuration/configurations.service.js'
import { WebhookConfigurationController } from './dialects/webhook-configuration/webhook-configuration.controller.js'
import { ENV, type Env } from './env.js'
import { AccessLog } from './http/access-log.js'
import { AnswerFormats } from './http/answer-format.js'
import { Cursors } from './http/cursors.js'
import { ProblemFilter } from './http/problem.filter.js'
import { RouteTable } from './http/route-table.js'
import { Broker } from './kafka/broker.js'
import { KafkaLink } from './kafka/kafka-link.js'
import { Producers } from './kafka/producers.js'
import { Readiness } from './kafka/readiness.js'
import { ApiKeysController } from './native/api-keys/api-keys.controller.js'
import { ApiKeysService } from './native/api-keys/api-keys.service.js'
import { DeliveriesController } from './native/deliveries/deliveries.controller.js'
import { DeliveriesService } from './native/deliveries/deliveries.service.js'
import { EventsController } from './native/events/events.controller.js'
import { EventsService } from './native/events/events.service.js'
import { ReplaysController } from './native/replays/replays.controller.js'
import { ReplaysService } from './native/replays/replays.service.js'
import { TenantsController } from './native/tenants/tenants.controller.js'
import { TenantsService } from './native/tenants/tenants.service.js'
import { WebhookOperationsController } from './native/webhooks/webhook-operations.controller.js'
import { WebhooksController } from './native/webhooks/webhooks.controller.js'
import { DocsController } from './openapi/docs.controller.js'
import { OpenApiController } from './openapi/openapi.controller.js'
import { EventsPublisher } from './publish/events.publisher.js'
import { Publisher } from './publish/publisher.js'
import { ConfigChanges } from './rpc/config-changes.js'
import { Replies } from './rpc/replies.js'
import { Services } from './rpc/services.js'
import { Snapshot } from './snapshot/snapshot.js'
import { WebhooksService } from './webhooks/webhooks.service.js'
import { WebhookVault } from './webhooks/webhook-vault.js'

const NATIVE = [
  TenantsController,
  ApiKeysController,
  WebhooksController,
  WebhookOperationsController,
  EventsController,
  DeliveriesController,
  ReplaysController,
]
const NATIVE_SERVICES = [TenantsService, ApiKeysService, EventsService, DeliveriesService, ReplaysService]
const DIALECTS = [WebhookConfigurationController]
const DIALECT_SERVICES = [ConfigurationsService]
const KAFKA = [Broker, Producers, Replies, Services, Snapshot, KafkaLink, Readiness, ConfigChanges]

interface Parts {
  env: Env
  logger: Logger
  formats: AnswerFormats
  routes: RouteTable
  endProcess: EndProcess
}

@Module({})
export class AppModule {
  static register({ env, logger, formats, routes, endProcess }: Parts): DynamicModule {
    return {
      module: AppModule,
      imports: [CoreModule.register({ name: 'gateway', env, logger, endProcess })],
      controllers: [...NATIVE, ...DIALECTS, OpenApiController, DocsController],
      providers: [
        { provide: ENV, useValue: env },
        { provide: AnswerFormats, useValue: formats },
        { provide: RouteTable, useValue: routes },
        ...KAFKA,
        ...NATIVE_SERVICES,
        ...DIALECT_SERVICES,
        AccessLog,
        Authenticator,
        Authorizer,
        Cursors,
        EventsPublisher,
        ProblemFilter,
        Publisher,
        WebhooksService,
        WebhookVault,
      ],
    }
  }
}

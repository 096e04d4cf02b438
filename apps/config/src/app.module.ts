import { Module, type DynamicModule } from '@nestjs/common'
import { TypeOrmModule } from '@nestjs/typeorm'
import { CoreModule, type EndProcess, type Logger } from '@hookline/service-kit'
import { ApiKeysController } from './api-keys/api-keys.controller.js'
import { ApiKeysRepository } from './api-keys/api-keys.repository.js'
import { ApiKeysService } from './api-keys/api-keys.service.js'
import { CommandRunner } from './commands/command-runner.js'
import { CommandsRepository } from './commands/commands.repository.js'
import { databaseOptions } from './data-source.js'
import { Database } from './database/database.js'
import { ENV, type Env } from './env.js'
import { PruningWorker } from './lifecycle/pruning.worker.js'
import { Readiness } from './lifecycle/readiness.js'
import { OutboxRelay } from './outbox/outbox.relay.js'
import { OutboxRepository } from './outbox/outbox.repository.js'
import { OutboxWorker } from './outbox/outbox.worker.js'
import { RelayPass } from './outbox/relay-pass.js'
import { rpcProviders } from './rpc.providers.js'
import { HeartbeatWorker } from './snapshot/heartbeat.worker.js'
import { Republisher } from './snapshot/republisher.js'
import { SnapshotStateRepository } from './snapshot/snapshot-state.repository.js'
import { SnapshotTopic } from './snapshot/snapshot-topic.js'
import { TopicInspection } from './snapshot/topic-inspection.js'
import { TopicScan } from './snapshot/topic-scan.js'
import { TenantsController } from './tenants/tenants.controller.js'
import { TenantsRepository } from './tenants/tenants.repository.js'
import { TenantsService } from './tenants/tenants.service.js'
import { WebhooksController } from './webhooks/webhooks.controller.js'
import { WebhooksRepository } from './webhooks/webhooks.repository.js'
import { WebhooksService } from './webhooks/webhooks.service.js'

interface Parts {
  env: Env
  logger: Logger
  endProcess: EndProcess
}

const features = [
  TenantsService,
  TenantsRepository,
  ApiKeysService,
  ApiKeysRepository,
  WebhooksService,
  WebhooksRepository,
]
const commands = [CommandRunner, CommandsRepository]
const publishing = [OutboxRepository, OutboxRelay, OutboxWorker, RelayPass]
const snapshot = [SnapshotTopic, TopicInspection, TopicScan, SnapshotStateRepository, Republisher, HeartbeatWorker]
const lifecycle = [Database, Readiness, PruningWorker]

@Module({})
export class AppModule {
  static register({ env, logger, endProcess }: Parts): DynamicModule {
    return {
      module: AppModule,
      imports: [
        CoreModule.register({ name: 'config', env, logger, endProcess }),
        TypeOrmModule.forRoot({ ...databaseOptions(env), manualInitialization: true }),
      ],
      controllers: [TenantsController, ApiKeysController, WebhooksController],
      providers: [
        { provide: ENV, useValue: env },
        ...rpcProviders,
        ...features,
        ...commands,
        ...publishing,
        ...snapshot,
        ...lifecycle,
      ],
    }
  }
}

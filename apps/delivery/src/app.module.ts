import { Module, type DynamicModule, type Provider } from '@nestjs/common'
import { TypeOrmModule } from '@nestjs/typeorm'
import { CoreModule, Logger, Sealer, type EndProcess } from '@hookline/service-kit'
import { deliveryDataSource } from './data-source.js'
import { OperationalEvents } from './disabling/operational-events.js'
import { WebhookDisabler } from './disabling/webhook-disabler.js'
import type { Env } from './env.js'
import { DeadLetterWriter } from './intake/dead-letter.writer.js'
import { EventWorker } from './intake/event.worker.js'
import { EventsConsumer } from './intake/events.consumer.js'
import { FirstAttempts } from './intake/first-attempts.js'
import { IntakeService } from './intake/intake.service.js'
import { RecordReader } from './intake/record-reader.js'
import { Repeats } from './intake/repeats.js'
import { RepeatsRepository } from './intake/repeats.repository.js'
import { SnapshotGate } from './intake/snapshot-gate.js'
import { kafkaProviders } from './kafka.providers.js'
import { LaneMemory } from './lanes/lane-memory.js'
import { LanesController } from './lanes/lanes.controller.js'
import { LanesRepository } from './lanes/lanes.repository.js'
import { TenantStore } from './matching/tenant.store.js'
import { WebhookStore } from './matching/webhook.store.js'
import { DeliveriesQueries } from './queries/deliveries.queries.js'
import { EventsQueries } from './queries/events.queries.js'
import { ExplainController } from './queries/explain.controller.js'
import { ExplainService } from './queries/explain.service.js'
import { QueriesController } from './queries/queries.controller.js'
import { QueriesService } from './queries/queries.service.js'
import { Recorder } from './recording/recorder.js'
import { RecordingRepository } from './recording/recording.repository.js'
import { ReplayWorker } from './replays/replay.worker.js'
import { ReplaysController } from './replays/replays.controller.js'
import { ReplaysRepository } from './replays/replays.repository.js'
import { ReplaysService } from './replays/replays.service.js'
import { SingleRepository } from './replays/single.repository.js'
import { SingleService } from './replays/single.service.js'
import { DueDeliveries } from './retrying/due.deliveries.js'
import { DueRepository } from './retrying/due.repository.js'
import { DueWorker } from './retrying/due.worker.js'
import { WebhookChanges } from './retrying/webhook-changes.js'
import { DeliveryTry } from './sending/delivery-try.js'
import { Sender } from './sending/sender.js'
import { TestSendController } from './sending/test-send.controller.js'
import { TestSendService } from './sending/test-send.service.js'
import { settingsProviders } from './settings.providers.js'

interface Options {
  env: Env
  logger: Logger
  endProcess: EndProcess
  version: string
}

const intake: Provider[] = [
  DeadLetterWriter,
  EventWorker,
  FirstAttempts,
  IntakeService,
  RecordReader,
  Repeats,
  RepeatsRepository,
  SnapshotGate,
]
const matching: Provider[] = [
  TenantStore,
  { provide: WebhookStore, inject: [Sealer], useFactory: (sealer: Sealer) => new WebhookStore(sealer) },
]
const sending: Provider[] = [DeliveryTry, Sender, TestSendService, LaneMemory, LanesRepository]
const disabling: Provider[] = [OperationalEvents, WebhookDisabler]
const recording: Provider[] = [Recorder, RecordingRepository]
const retrying: Provider[] = [DueDeliveries, DueRepository, DueWorker, WebhookChanges]
const replays: Provider[] = [ReplaysRepository, ReplaysService, ReplayWorker, SingleRepository, SingleService]
const queries: Provider[] = [DeliveriesQueries, EventsQueries, ExplainService, QueriesService]

@Module({})
export class AppModule {
  static register({ env, logger, endProcess, version }: Options): DynamicModule {
    const features = [
      ...intake,
      ...matching,
      ...sending,
      ...disabling,
      ...recording,
      ...retrying,
      ...replays,
      ...queries,
    ]
    return {
      module: AppModule,
      imports: [
        CoreModule.register({ name: 'delivery', env, logger, endProcess }),
        TypeOrmModule.forRoot({ ...deliveryDataSource(env), manualInitialization: true }),
      ],
      controllers: [
        EventsConsumer,
        ExplainController,
        LanesController,
        QueriesController,
        ReplaysController,
        TestSendController,
      ],
      providers: [...features, ...settingsProviders(env, version), ...kafkaProviders(env)],
    }
  }
}

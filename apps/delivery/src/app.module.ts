import { Module, type DynamicModule, type Provider } from '@nestjs/common'
import { TypeOrmModule } from '@nestjs/typeorm'
import { createEgressClient } from '@hookline/egress'
import { DELIVERY_RPC, TOPICS } from '@hookline/event-schemas'
import {
  BatchServer,
  CoreModule,
  END_PROCESS,
  Logger,
  ProduceGroup,
  RpcServer,
  Sealer,
  Slots,
  SnapshotReader,
  TopicNames,
  type EndProcess,
} from '@hookline/service-kit'
import { Kafka, Partitioners, type Producer } from 'kafkajs'
import { deliveryDataSource } from './data-source.js'
import type { Env } from './env.js'
import { DEAD_LETTERS, DeadLetterWriter } from './intake/dead-letter.writer.js'
import { EventWorker } from './intake/event.worker.js'
import { EventsConsumer } from './intake/events.consumer.js'
import { FirstAttempts } from './intake/first-attempts.js'
import { IntakeService } from './intake/intake.service.js'
import { RecordReader } from './intake/record-reader.js'
import { Repeats } from './intake/repeats.js'
import { RepeatsRepository } from './intake/repeats.repository.js'
import { SnapshotGate } from './intake/snapshot-gate.js'
import { TenantStore } from './matching/tenant.store.js'
import { WebhookStore } from './matching/webhook.store.js'
import { Lanes } from './lanes/lanes.js'
import { DeliveriesQueries } from './queries/deliveries.queries.js'
import { EventsQueries } from './queries/events.queries.js'
import { QueriesController } from './queries/queries.controller.js'
import { QueriesService } from './queries/queries.service.js'
import { Recorder } from './recording/recorder.js'
import { RecordingRepository } from './recording/recording.repository.js'
import { DueDeliveries } from './retrying/due.deliveries.js'
import { DueRepository } from './retrying/due.repository.js'
import { DueWorker } from './retrying/due.worker.js'
import { DeliveryTry } from './sending/delivery-try.js'
import { EGRESS, Sender, USER_AGENT } from './sending/sender.js'
import { TestSendController } from './sending/test-send.controller.js'
import { TestSendService } from './sending/test-send.service.js'
import { TIMING } from './timing.js'

export const PRODUCER = Symbol('delivery.producer')
const REPLIES = Symbol('delivery.replies')

interface Options {
  env: Env
  logger: Logger
  endProcess: EndProcess
  version: string
}

@Module({})
export class AppModule {
  static register({ env, logger, endProcess, version }: Options): DynamicModule {
    return {
      module: AppModule,
      imports: [
        CoreModule.register({ name: 'delivery', env, logger, endProcess }),
        TypeOrmModule.forRoot({ ...deliveryDataSource(env), manualInitialization: true }),
      ],
      controllers: [EventsConsumer, QueriesController, TestSendController],
      providers: [...intake, ...matching(env), ...sending(env, version), ...transports(env), ...recording, ...queries],
    }
  }
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

const recording: Provider[] = [Recorder, RecordingRepository, DueWorker, DueDeliveries, DueRepository]
const queries: Provider[] = [QueriesService, EventsQueries, DeliveriesQueries]

const matching = (env: Env): Provider[] => [
  { provide: Sealer, useValue: new Sealer(env.HOOKLINE_MASTER_KEYS) },
  { provide: WebhookStore, inject: [Sealer], useFactory: (sealer: Sealer) => new WebhookStore(sealer) },
  TenantStore,
  {
    provide: SnapshotReader,
    inject: [WebhookStore, TenantStore, Kafka, TopicNames, Logger, END_PROCESS],
    useFactory: (
      webhooks: WebhookStore,
      tenants: TenantStore,
      kafka: Kafka,
      names: TopicNames,
      logger: Logger,
      onFatal: EndProcess,
    ) =>
      new SnapshotReader([webhooks, tenants], {
        kafka,
        logger,
        onFatal,
        topic: names.of(TOPICS.snapshot),
        groupId: names.group('hookline.delivery.snapshot'),
        watchdogSeconds: env.HOOKLINE_WATCHDOG_SECONDS,
      }),
  },
]

const sending = (env: Env, version: string): Provider[] => [
  DeliveryTry,
  Sender,
  TestSendService,
  {
    provide: Lanes,
    useValue: new Lanes(
      { total: env.HOOKLINE_DELIVERY_MAX_IN_FLIGHT, slowPerWebhook: env.HOOKLINE_DELIVERY_MAX_SLOW_PER_WEBHOOK },
      {
        maxWindow: env.HOOKLINE_DELIVERY_MAX_IN_FLIGHT_PER_WEBHOOK,
        firstWindow: env.HOOKLINE_DELIVERY_FIRST_WINDOW,
        opensAfter: env.HOOKLINE_DELIVERY_OPENS_AFTER_FAILURES,
        firstOpenMs: env.HOOKLINE_DELIVERY_FIRST_OPEN_MS,
        longestOpenMs: env.HOOKLINE_DELIVERY_LONGEST_OPEN_MS,
      },
    ),
  },
  {
    provide: EGRESS,
    useValue: createEgressClient({
      allowCidrs: env.HOOKLINE_EGRESS_ALLOW_CIDRS,
      allowHttp: env.HOOKLINE_EGRESS_ALLOW_HTTP,
      maxSocketsPerOrigin: env.HOOKLINE_DELIVERY_MAX_IN_FLIGHT_PER_WEBHOOK,
    }),
  },
  { provide: USER_AGENT, useValue: `Hookline/${version}` },
  { provide: Slots, useValue: new Slots(env.HOOKLINE_DELIVERY_EVENTS_IN_HAND) },
  {
    provide: TIMING,
    useValue: {
      parkAfterMs: env.HOOKLINE_DELIVERY_PARK_AFTER_MS,
      leaseMarginMs: env.HOOKLINE_DELIVERY_LEASE_MARGIN_MS,
      duePollMs: env.HOOKLINE_DELIVERY_DUE_POLL_MS,
    },
  },
]

const transports = (env: Env): Provider[] => [
  {
    provide: PRODUCER,
    inject: [Kafka],
    useFactory: (kafka: Kafka) =>
      kafka.producer({ allowAutoTopicCreation: false, createPartitioner: Partitioners.DefaultPartitioner }),
  },
  { provide: DEAD_LETTERS, inject: [PRODUCER], useFactory: (producer: Producer) => new ProduceGroup(producer, -1) },
  { provide: REPLIES, inject: [PRODUCER], useFactory: (producer: Producer) => new ProduceGroup(producer, 1) },
  {
    provide: BatchServer,
    inject: [Kafka, TopicNames, Logger, END_PROCESS],
    useFactory: (kafka: Kafka, names: TopicNames, logger: Logger, onFatal: EndProcess) =>
      new BatchServer({
        kafka,
        logger,
        onFatal,
        groupId: names.group('hookline.delivery'),
        topic: TOPICS.events,
        physicalTopic: names.of(TOPICS.events),
        watchdogSeconds: env.HOOKLINE_WATCHDOG_SECONDS,
      }),
  },
  {
    provide: RpcServer,
    inject: [Kafka, TopicNames, Logger, END_PROCESS, REPLIES],
    useFactory: (kafka: Kafka, names: TopicNames, logger: Logger, onFatal: EndProcess, replies: ProduceGroup) =>
      new RpcServer({
        kafka,
        logger,
        onFatal,
        names,
        replies,
        methods: DELIVERY_RPC,
        groupId: names.group('hookline.delivery.rpc'),
        topic: TOPICS.rpcDelivery,
        watchdogSeconds: env.HOOKLINE_WATCHDOG_SECONDS,
      }),
  },
]

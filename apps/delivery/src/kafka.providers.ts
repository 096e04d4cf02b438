import { randomUUID } from 'node:crypto'
import type { Provider } from '@nestjs/common'
import { CONFIG_RPC, DELIVERY_RPC, TOPICS, type TopicName } from '@hookline/event-schemas'
import {
  BatchServer,
  BrokerMonitor,
  END_PROCESS,
  Logger,
  ProduceGroup,
  RpcClient,
  RpcReplies,
  RpcServer,
  SnapshotReader,
  TailReader,
  TopicNames,
  type EndProcess,
} from '@hookline/service-kit'
import { Kafka, Partitioners, type Producer } from 'kafkajs'
import { CONFIG } from './disabling/webhook-disabler.js'
import type { Env } from './env.js'
import { DEAD_LETTERS } from './intake/dead-letter.writer.js'
import { TenantStore } from './matching/tenant.store.js'
import { WebhookStore } from './matching/webhook.store.js'

export const PRODUCER = Symbol('delivery.producer')
const QUICK = Symbol('delivery.quick-producer')
const RPC_DEADLINE_MS = 10_000

/** What every consumer needs. */
class Consumers {
  constructor(
    private readonly kafka: Kafka,
    private readonly names: TopicNames,
    private readonly logger: Logger,
    private readonly onFatal: EndProcess,
    private readonly watchdogSeconds: number,
  ) {}

  options(group: string) {
    const { kafka, logger, onFatal, watchdogSeconds, names } = this
    return { kafka, logger, onFatal, watchdogSeconds, groupId: names.group(group) }
  }

  topic(topic: TopicName): string {
    return this.names.of(topic)
  }
}

/** Everything that reads from Kafka or writes to it. */
export const kafkaProviders = (env: Env): Provider[] => [
  {
    provide: Consumers,
    inject: [Kafka, TopicNames, Logger, END_PROCESS],
    useFactory: (kafka: Kafka, names: TopicNames, logger: Logger, onFatal: EndProcess) =>
      new Consumers(kafka, names, logger, onFatal, env.HOOKLINE_WATCHDOG_SECONDS),
  },
  ...producers,
  ...readers,
  ...configClient,
]

const producers: Provider[] = [
  {
    provide: PRODUCER,
    inject: [Kafka],
    useFactory: (kafka: Kafka) =>
      kafka.producer({ allowAutoTopicCreation: false, createPartitioner: Partitioners.DefaultPartitioner }),
  },
  { provide: DEAD_LETTERS, inject: [PRODUCER], useFactory: (producer: Producer) => new ProduceGroup(producer, -1) },
  { provide: QUICK, inject: [PRODUCER], useFactory: (producer: Producer) => new ProduceGroup(producer, 1) },
]

const readers: Provider[] = [
  {
    provide: SnapshotReader,
    inject: [WebhookStore, TenantStore, Consumers],
    useFactory: (webhooks: WebhookStore, tenants: TenantStore, consumers: Consumers) => {
      const topic = consumers.topic(TOPICS.snapshot)
      return new SnapshotReader([webhooks, tenants], { ...consumers.options('hookline.delivery.snapshot'), topic })
    },
  },
  {
    provide: BatchServer,
    inject: [Consumers],
    useFactory: (consumers: Consumers) => {
      const physicalTopic = consumers.topic(TOPICS.events)
      return new BatchServer({ ...consumers.options('hookline.delivery'), topic: TOPICS.events, physicalTopic })
    },
  },
  {
    provide: RpcServer,
    inject: [Consumers, TopicNames, QUICK],
    useFactory: (consumers: Consumers, names: TopicNames, replies: ProduceGroup) => {
      const options = { ...consumers.options('hookline.delivery.rpc'), topic: TOPICS.rpcDelivery }
      return new RpcServer({ ...options, names, replies, methods: DELIVERY_RPC })
    },
  },
]

/** Delivery changes a webhook in one case only: it disables what cannot be delivered to. */
const configClient: Provider[] = [
  { provide: RpcReplies, useFactory: () => new RpcReplies(`delivery-${randomUUID()}`) },
  {
    provide: TailReader,
    inject: [Consumers, RpcReplies],
    useFactory: (consumers: Consumers, replies: RpcReplies) =>
      new TailReader({
        ...consumers.options('hookline.delivery.replies'),
        topic: consumers.topic(TOPICS.rpcReplies),
        from: 'end',
        onMessage: (message) => replies.receive(message),
      }),
  },
  {
    provide: BrokerMonitor,
    inject: [Kafka, TopicNames, Logger],
    useFactory: (kafka: Kafka, names: TopicNames, logger: Logger) =>
      new BrokerMonitor(kafka, names.of(TOPICS.rpcConfig), logger),
  },
  {
    provide: CONFIG,
    inject: [TopicNames, QUICK, RpcReplies, BrokerMonitor],
    useFactory: (names: TopicNames, requests: ProduceGroup, replies: RpcReplies, broker: BrokerMonitor) =>
      new RpcClient(CONFIG_RPC, {
        topic: TOPICS.rpcConfig,
        names,
        requests,
        replies,
        broker,
        deadlineMs: RPC_DEADLINE_MS,
      }),
  },
]

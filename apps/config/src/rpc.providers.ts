import type { FactoryProvider } from '@nestjs/common'
import { CONFIG_RPC, TOPICS } from '@hookline/event-schemas'
import { END_PROCESS, Logger, ProduceGroup, RpcServer, TopicNames, type EndProcess } from '@hookline/service-kit'
import { Kafka, Partitioners, type Producer } from 'kafkajs'
import { ENV, type Env } from './env.js'

/** Token of the producer that replies go out on: not the snapshot's, whose acks=all would hold them up. */
export const REPLIES_PRODUCER = Symbol('hookline.config.replies')

const repliesProducer: FactoryProvider<Producer> = {
  provide: REPLIES_PRODUCER,
  inject: [Kafka],
  useFactory: (kafka: Kafka) =>
    kafka.producer({ allowAutoTopicCreation: false, createPartitioner: Partitioners.DefaultPartitioner }),
}

const rpcServer: FactoryProvider<RpcServer> = {
  provide: RpcServer,
  inject: [Kafka, Logger, TopicNames, END_PROCESS, REPLIES_PRODUCER, ENV],
  useFactory: (kafka: Kafka, logger: Logger, names: TopicNames, onFatal: EndProcess, producer: Producer, env: Env) =>
    new RpcServer({
      kafka,
      logger,
      names,
      onFatal,
      groupId: names.group('hookline.config'),
      topic: TOPICS.rpcConfig,
      methods: CONFIG_RPC,
      replies: new ProduceGroup(producer, 1),
      watchdogSeconds: env.HOOKLINE_WATCHDOG_SECONDS,
    }),
}

export const rpcProviders = [repliesProducer, rpcServer]

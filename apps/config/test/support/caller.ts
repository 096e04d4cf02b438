import { randomUUID } from 'node:crypto'
import { CONFIG_RPC, TOPICS, type ConfigRpc } from '@hookline/event-schemas'
import {
  BrokerMonitor,
  createKafka,
  Logger,
  ProduceGroup,
  RpcClient,
  RpcReplies,
  TailReader,
  TopicNames,
} from '@hookline/service-kit'
import type { Kafka } from 'kafkajs'
import type { z } from 'zod'

type Method = keyof ConfigRpc
export type Request<M extends Method> = z.input<ConfigRpc[M]['request']>
export type Reply<M extends Method> = z.output<ConfigRpc[M]['reply']>

/** Calls config over Kafka as a gateway does. */
export interface Caller {
  call<M extends Method>(method: M, request: Request<M>, requestId?: string): Promise<Reply<M>>
  stop(): Promise<void>
}

export const silent = Logger.create('specs', 'silent')

export const specKafka = (brokers: string): Kafka =>
  createKafka({ KAFKA_BROKERS: brokers.split(','), KAFKA_SSL: false }, 'specs', silent)

export const neverFatal = (reason: string): never => {
  throw new Error(reason)
}

/** A gateway's half of the request–reply, with a reply consumer of its own. */
export async function startCaller(brokers: string, prefix: string, deadlineMs = 10_000): Promise<Caller> {
  const kafka = specKafka(brokers)
  const names = new TopicNames(prefix)
  const replies = new RpcReplies(`spec-${randomUUID()}`)
  const reader = new TailReader({
    kafka,
    logger: silent,
    topic: names.of(TOPICS.rpcReplies),
    groupId: names.group('specs.replies'),
    from: 'end',
    onMessage: (message) => replies.receive(message),
    onFatal: neverFatal,
    watchdogSeconds: 0,
  })
  const producer = kafka.producer({ allowAutoTopicCreation: false })
  await Promise.all([reader.start(), producer.connect()])
  const broker = new BrokerMonitor(kafka, names.of(TOPICS.rpcConfig), silent)
  const requests = new ProduceGroup(producer, 1)
  const client = new RpcClient(CONFIG_RPC, { topic: TOPICS.rpcConfig, names, requests, replies, broker, deadlineMs })
  return {
    call: (method, request, requestId = randomUUID()) => client.call(method, request as never, { requestId }) as never,
    stop: async () => {
      broker.stop()
      await Promise.all([reader.stop(), producer.disconnect()])
    },
  }
}

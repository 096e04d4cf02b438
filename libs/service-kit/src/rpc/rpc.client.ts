import { RPC_HEADERS, type RpcMethod, type TopicName } from '@hookline/event-schemas'
import type { z } from 'zod'
import { unavailable } from '../errors/domain-error.js'
import type { BrokerMonitor } from '../kafka/broker-monitor.js'
import type { ProduceGroup } from '../kafka/produce-group.js'
import type { TopicNames } from '../kafka/topic-names.js'
import type { RpcReplies } from './rpc-replies.js'

interface Options {
  topic: TopicName
  names: TopicNames
  requests: ProduceGroup
  replies: RpcReplies
  broker: BrokerMonitor
  deadlineMs: number
}

/** Identity and trace of one call. */
export interface CallOptions {
  requestId: string
  traceparent?: string | undefined
  /** Default: the client's. */
  deadlineMs?: number | undefined
}

/** Calls another service over Kafka; the types of request and reply come from `libs/event-schemas`. */
export class RpcClient<M extends Record<string, RpcMethod>> {
  constructor(
    private readonly methods: M,
    private readonly options: Options,
  ) {}

  async call<K extends keyof M & string>(
    method: K,
    request: z.input<M[K]['request']>,
    { requestId, traceparent, deadlineMs = this.options.deadlineMs }: CallOptions,
  ): Promise<z.output<M[K]['reply']>> {
    const { topic, names, requests, replies, broker } = this.options
    if (!broker.isUp) throw unavailable('The message broker does not answer. Try again.')
    const reply = replies.wait(requestId, deadlineMs)
    const headers = {
      [RPC_HEADERS.method]: method,
      [RPC_HEADERS.requestId]: requestId,
      [RPC_HEADERS.instance]: replies.instance,
      [RPC_HEADERS.deadline]: String(Date.now() + deadlineMs),
      ...(traceparent && { [RPC_HEADERS.traceparent]: traceparent }),
    }
    const message = { key: requestId, value: JSON.stringify(request), headers }
    requests.send({ topic: names.of(topic), message }).catch((error: unknown) => {
      broker.reportFailure(error)
      replies.fail(requestId, unavailable('The message broker does not answer. Try again.', 1, error))
    })
    return this.methods[method]!.reply.parse(await reply) as z.output<M[K]['reply']>
  }
}

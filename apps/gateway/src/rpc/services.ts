import {
  CONFIG_RPC,
  DELIVERY_RPC,
  TOPICS,
  type ConfigRpc,
  type DeliveryRpc,
  type RpcMethod,
} from '@hookline/event-schemas'
import { DomainError, RpcClient, TopicNames, unavailable } from '@hookline/service-kit'
import { Inject, Injectable } from '@nestjs/common'
import type { z } from 'zod'
import { ENV, type Env } from '../env.js'
import type { Call } from '../http/call.js'
import { Broker } from '../kafka/broker.js'
import { Producers } from '../kafka/producers.js'
import { rpcSeconds } from '../metrics.js'
import { Replies } from './replies.js'

type Methods = Record<string, RpcMethod>
export type Request<M extends Methods, K extends keyof M> = z.input<M[K]['request']>
export type Reply<M extends Methods, K extends keyof M> = z.output<M[K]['reply']>

/** Calls of the other services over Kafka, measured. */
@Injectable()
export class Services {
  private readonly config: RpcClient<ConfigRpc>
  private readonly delivery: RpcClient<DeliveryRpc>
  private readonly deadlineMs: number

  constructor(
    names: TopicNames,
    private readonly producers: Producers,
    private readonly replies: Replies,
    broker: Broker,
    @Inject(ENV) env: Env,
  ) {
    this.deadlineMs = env.HOOKLINE_RPC_DEADLINE_MS
    const common = { names, requests: producers.requests, replies, broker, deadlineMs: this.deadlineMs }
    this.config = new RpcClient(CONFIG_RPC, { ...common, topic: TOPICS.rpcConfig })
    this.delivery = new RpcClient(DELIVERY_RPC, { ...common, topic: TOPICS.rpcDelivery })
  }

  callConfig<K extends keyof ConfigRpc>(
    method: K,
    request: Request<ConfigRpc, K>,
    call: Call,
  ): Promise<Reply<ConfigRpc, K>> {
    const options = { requestId: call.commandId, traceparent: call.traceparent }
    return this.measured('config', method, () => this.config.call(method, request, options))
  }

  callDelivery<K extends keyof DeliveryRpc>(
    method: K,
    request: Request<DeliveryRpc, K>,
    call: Call,
    deadlineMs?: number,
  ): Promise<Reply<DeliveryRpc, K>> {
    const options = { requestId: call.commandId, traceparent: call.traceparent, deadlineMs }
    return this.measured('delivery', method, () => this.delivery.call(method, request, options))
  }

  private async measured<T>(service: string, method: string, call: () => Promise<T>): Promise<T> {
    if (!this.producers.connected || !this.replies.joined()) {
      throw unavailable('The message broker cannot be reached yet. Try again.')
    }
    const end = rpcSeconds.startTimer({ service, method })
    try {
      const reply = await call()
      end({ outcome: 'ok' })
      return reply
    } catch (error) {
      end({ outcome: error instanceof DomainError ? error.code : 'internal' })
      throw error
    }
  }
}

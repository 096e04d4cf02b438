import { MessagePattern, Server, type CustomTransportStrategy } from '@nestjs/microservices'
import { fieldErrors } from '@hookline/dto'
import { RPC_HEADERS, RpcFault, TOPICS, type RpcMethod, type TopicName } from '@hookline/event-schemas'
import { lastValueFrom } from 'rxjs'
import { z } from 'zod'
import { DomainError } from '../errors/domain-error.js'
import type { ProduceGroup } from '../kafka/produce-group.js'
import { RecordStream, type RecordStreamOptions } from '../kafka/record-stream.js'
import type { StreamRecord } from '../kafka/stream-record.js'
import type { TopicNames } from '../kafka/topic-names.js'
import { Slots } from '../kafka/slots.js'
import { traceId } from '../logging/traceparent.js'
import { readRpcContext, type RpcContext } from './rpc-context.js'
import { faultOf } from './rpc-fault.js'

export const RPC_TRANSPORT = Symbol('hookline.rpc')

/** Marks the method that answers a call: `create(@Payload() request, @Ctx() context: RpcContext)`. */
export const RpcHandler = (method: string): MethodDecorator => MessagePattern(method, RPC_TRANSPORT)

type Options = Omit<RecordStreamOptions, 'onBatch' | 'topic'> & {
  topic: TopicName
  names: TopicNames
  methods: Record<string, RpcMethod>
  replies: ProduceGroup
}

const AT_ONCE = 64

/**
 * Answers requests of `hookline.rpc.<service>`. Calls run side by side, so one that waits for the outside world holds up
 * nobody; one whose deadline has passed is dropped. Contract: docs/architecture.md §1.
 */
export class RpcServer extends Server implements CustomTransportStrategy {
  override readonly transportId = RPC_TRANSPORT
  readonly stream: RecordStream
  private readonly slots = new Slots(AT_ONCE)

  constructor(private readonly options: Options) {
    super()
    const topic = options.names.of(options.topic)
    this.stream = new RecordStream({ ...options, topic, onBatch: (records) => this.handle(records) })
  }

  listen(callback: (error?: unknown) => void): void {
    this.stream.start().then(
      () => callback(),
      (error: unknown) => callback(error),
    )
  }

  /** Takes no new calls, and waits for those that run. */
  async drain(): Promise<void> {
    await this.stream.stopFetching()
    await this.slots.idle()
  }

  close(): Promise<void> {
    return this.stream.finish()
  }

  on(): never {
    throw new Error('RpcServer has no events: look at its stream')
  }

  unwrap<T = RecordStream>(): T {
    return this.stream as T
  }

  private async handle(records: StreamRecord[]): Promise<void> {
    for (const record of records) {
      await this.slots.take()
      void this.answer(record).finally(() => {
        record.done()
        this.slots.free()
      })
    }
  }

  private async answer({ message }: StreamRecord): Promise<void> {
    const context = readRpcContext(message)
    if (context === undefined || Date.now() > context.deadline) return
    const started = performance.now()
    const fault = await this.run(context, message.value).then(
      (reply) => this.reply(context, 'ok', reply),
      (error: unknown) => this.refuse(context, error),
    )
    const { method, requestId } = context
    const duration_ms = Math.round(performance.now() - started)
    const fields = { method, request_id: requestId, trace_id: traceId(context.traceparent), duration_ms }
    this.options.logger.event('rpc.answered', { ...fields, code: fault?.code ?? 'ok' })
  }

  private async run(context: RpcContext, value: Buffer | null): Promise<unknown> {
    const handler = this.getHandlerByPattern(context.method)
    const schema = this.options.methods[context.method]
    if (handler === null || schema === undefined) throw new Error(`unknown method ${context.method}`)
    const parsed = schema.request.safeParse(JSON.parse(value?.toString() ?? 'null'))
    if (!parsed.success) {
      throw new DomainError('validation_failed', 'The request does not fit its schema.', {
        errors: fieldErrors(parsed.error),
      })
    }
    const request = parsed.data
    const result = await lastValueFrom(this.transformToObservable(await handler(request, context)))
    return z.encode(schema.reply, result as never)
  }

  private async refuse(context: RpcContext, error: unknown): Promise<RpcFault> {
    const fault = faultOf(error)
    if (fault.code === 'internal') {
      const { method, requestId } = context
      this.options.logger.error('rpc.failed', error, { method, request_id: requestId })
    }
    await this.reply(context, 'fault', fault)
    return fault
  }

  private async reply(context: RpcContext, outcome: 'ok' | 'fault', body: unknown): Promise<undefined> {
    const { requestId, instance, traceparent } = context
    const headers = {
      [RPC_HEADERS.requestId]: requestId,
      [RPC_HEADERS.instance]: instance,
      [RPC_HEADERS.outcome]: outcome,
      ...(traceparent && { [RPC_HEADERS.traceparent]: traceparent }),
    }
    const message = { key: instance, value: JSON.stringify(body ?? null), headers }
    try {
      await this.options.replies.send({ topic: this.options.names.of(TOPICS.rpcReplies), message })
    } catch (error) {
      this.options.logger.error('rpc.reply_failed', error, { request_id: requestId })
    }
  }
}

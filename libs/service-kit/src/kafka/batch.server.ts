import { EventPattern, Server, type CustomTransportStrategy } from '@nestjs/microservices'
import type { TopicName } from '@hookline/event-schemas'
import { RecordStream, type RecordStreamOptions } from './record-stream.js'
import type { StreamRecord } from './stream-record.js'

export const BATCH_TRANSPORT = Symbol('hookline.batch')

/** Marks the method that takes the batches of a topic: `onBatch(@Payload() records: StreamRecord[]): Promise<void>`. */
export const BatchHandler = (topic: TopicName): MethodDecorator =>
  EventPattern(topic, BATCH_TRANSPORT) as MethodDecorator

type Options = Omit<RecordStreamOptions, 'onBatch' | 'topic'> & { topic: TopicName; physicalTopic: string }

/** Nest's `ServerKafka` offers one message at a time; this hands whole batches to a {@link BatchHandler}. */
export class BatchServer extends Server implements CustomTransportStrategy {
  override readonly transportId = BATCH_TRANSPORT
  readonly stream: RecordStream

  constructor(private readonly options: Options) {
    super()
    const { topic: _, physicalTopic, ...rest } = options
    this.stream = new RecordStream({ ...rest, topic: physicalTopic, onBatch: (records) => this.handle(records) })
  }

  listen(callback: (error?: unknown) => void): void {
    this.stream.start().then(
      () => callback(),
      (error: unknown) => callback(error),
    )
  }

  close(): Promise<void> {
    return this.stream.finish()
  }

  on(): never {
    throw new Error('BatchServer has no events: look at its stream')
  }

  unwrap<T = RecordStream>(): T {
    return this.stream as T
  }

  private async handle(records: StreamRecord[]): Promise<void> {
    const handler = this.getHandlerByPattern(this.options.topic)
    if (handler === null) throw new Error(`No @BatchHandler for ${this.options.topic}`)
    const result$ = this.transformToObservable(await handler(records))
    await new Promise<void>((resolve, reject) => {
      result$.subscribe({ complete: resolve, error: reject })
    })
  }
}

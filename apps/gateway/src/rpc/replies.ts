import { TOPICS } from '@hookline/event-schemas'
import { END_PROCESS, Logger, RpcReplies, TailReader, TopicNames, type EndProcess } from '@hookline/service-kit'
import { Inject, Injectable } from '@nestjs/common'
import { Kafka } from 'kafkajs'
import { uuidv7 } from '../ids.js'
import { ENV, type Env } from '../env.js'

/** Answers that come back to this one process. */
@Injectable()
export class Replies extends RpcReplies {
  private readonly reader: TailReader

  constructor(
    kafka: Kafka,
    names: TopicNames,
    logger: Logger,
    @Inject(END_PROCESS) onFatal: EndProcess,
    @Inject(ENV) env: Env,
  ) {
    super(uuidv7())
    this.reader = new TailReader({
      kafka,
      logger,
      topic: names.of(TOPICS.rpcReplies),
      groupId: names.group('hookline-gateway-replies'),
      from: 'end',
      onMessage: (message) => this.receive(message),
      onFatal,
      watchdogSeconds: env.HOOKLINE_WATCHDOG_SECONDS,
    })
  }

  start(): Promise<void> {
    return this.reader.start()
  }

  stop(): Promise<void> {
    return this.reader.stop()
  }

  /** Before that an answer could be missed. */
  joined(): boolean {
    return this.reader.health.joined()
  }
}

import { Module, type DynamicModule } from '@nestjs/common'
import { Kafka } from 'kafkajs'
import { HealthController } from '../health/health.controller.js'
import { HealthRegistry } from '../health/health.registry.js'
import { createKafka, type KafkaEnv } from '../kafka/kafka-client.js'
import { TopicNames } from '../kafka/topic-names.js'
import { Logger } from '../logging/logger.js'

/** Token of {@link EndProcess}. */
export const END_PROCESS = Symbol('hookline.end-process')
/** Ends the process with code 1 after saying why. */
export type EndProcess = (reason: string) => void

interface CoreOptions {
  name: string
  env: KafkaEnv & { HOOKLINE_TOPIC_PREFIX: string }
  logger: Logger
  endProcess: EndProcess
}

/** What every service has: {@link Logger}, `Kafka`, {@link TopicNames}, {@link HealthRegistry}, {@link END_PROCESS}, probes. */
@Module({})
export class CoreModule {
  static register({ name, env, logger, endProcess }: CoreOptions): DynamicModule {
    const providers = [
      { provide: Logger, useValue: logger },
      { provide: Kafka, useValue: createKafka(env, `hookline-${name}`, logger) },
      { provide: TopicNames, useValue: new TopicNames(env.HOOKLINE_TOPIC_PREFIX) },
      { provide: END_PROCESS, useValue: endProcess },
      HealthRegistry,
    ]
    return {
      module: CoreModule,
      global: true,
      controllers: [HealthController],
      providers,
      exports: [Logger, Kafka, TopicNames, END_PROCESS, HealthRegistry],
    }
  }
}

import { Kafka, logLevel, type KafkaConfig, type LogEntry, type SASLOptions } from 'kafkajs'
import type { Logger } from '../logging/logger.js'

/** The variables of `commonVariables` that concern the broker. */
export interface KafkaEnv {
  KAFKA_BROKERS: string[]
  KAFKA_SSL: boolean
  KAFKA_SASL_MECHANISM?: 'plain' | 'scram-sha-256' | 'scram-sha-512' | undefined
  KAFKA_SASL_USERNAME?: string | undefined
  KAFKA_SASL_PASSWORD?: string | undefined
}

const CONNECT_TIMEOUT_MS = 2_000
const REQUEST_TIMEOUT_MS = 10_000
const RETRY = { initialRetryTime: 100, maxRetryTime: 1_000, retries: 5 }

export function createKafka(env: KafkaEnv, clientId: string, logger: Logger): Kafka {
  const sasl = saslOf(env)
  const config: KafkaConfig = {
    clientId,
    brokers: env.KAFKA_BROKERS,
    ssl: env.KAFKA_SSL,
    ...(sasl && { sasl }),
    connectionTimeout: CONNECT_TIMEOUT_MS,
    requestTimeout: REQUEST_TIMEOUT_MS,
    retry: RETRY,
    logLevel: logLevel.WARN,
    logCreator: () => (entry) => logEntry(logger, entry),
  }
  return new Kafka(config)
}

function saslOf(env: KafkaEnv): SASLOptions | undefined {
  if (env.KAFKA_SASL_MECHANISM === undefined) return undefined
  const credentials = { username: env.KAFKA_SASL_USERNAME ?? '', password: env.KAFKA_SASL_PASSWORD ?? '' }
  return { mechanism: env.KAFKA_SASL_MECHANISM, ...credentials }
}

function logEntry(logger: Logger, { namespace, log }: LogEntry): void {
  const { message, broker, error, groupId } = log as Record<string, unknown>
  logger.warn('kafka.client', { namespace, message, broker, error, groupId })
}

import { ProduceGroup } from '@hookline/service-kit'
import { Inject, Injectable } from '@nestjs/common'
import { Kafka, Partitioners, type Producer } from 'kafkajs'
import { ENV, type Env } from '../env.js'
import { groupRecords } from '../metrics.js'

/** Enough for a leader that moves; longer would hold the group that waits behind it. */
const RETRY = { initialRetryTime: 100, maxRetryTime: 500, retries: 5 }

/** Two producers, so that a large group of events never stands in the way of a call. */
@Injectable()
export class Producers {
  /** Events: acknowledged by all in-sync replicas before anyone is told so. */
  readonly events: ProduceGroup
  /** Calls of other services: a lost one ends in its deadline. */
  readonly requests: ProduceGroup
  private readonly producers: Producer[]
  private isConnected = false

  constructor(kafka: Kafka, @Inject(ENV) env: Env) {
    const create = (): Producer =>
      kafka.producer({
        allowAutoTopicCreation: false,
        createPartitioner: Partitioners.DefaultPartitioner,
        retry: RETRY,
      })
    const [events, requests] = [create(), create()]
    this.producers = [events, requests]
    this.events = new ProduceGroup(measured(events), -1, env.HOOKLINE_PUBLISH_DEADLINE_MS)
    this.requests = new ProduceGroup(requests, 1, env.HOOKLINE_RPC_DEADLINE_MS)
  }

  get connected(): boolean {
    return this.isConnected
  }

  async connect(): Promise<void> {
    for (const producer of this.producers) await producer.connect()
    this.isConnected = true
  }

  async disconnect(): Promise<void> {
    await Promise.all(this.producers.map((producer) => producer.disconnect()))
  }
}

/** Counts the records of each produce. */
function measured(producer: Producer): Producer {
  return {
    ...producer,
    sendBatch(batch) {
      groupRecords.observe(batch.topicMessages?.reduce((sum, { messages }) => sum + messages.length, 0) ?? 0)
      return producer.sendBatch(batch)
    },
  }
}

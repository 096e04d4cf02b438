import { toBinaryRecord } from '@hookline/event-schemas'
import { Kafka, logLevel, type Message, Partitioners } from 'kafkajs'
import { v7 as uuidv7 } from 'uuid'
import type { ProducePlan } from './calls.ts'
import { payloadOf } from './payload.ts'

const BATCH = 1_000

/** Writes the events of a backlog straight to the topic, acknowledged by all replicas. */
export async function produce(plan: ProducePlan): Promise<{ ms: number }> {
  const kafka = new Kafka({ clientId: 'bench', brokers: plan.brokers.split(','), logLevel: logLevel.ERROR })
  const producer = kafka.producer({
    allowAutoTopicCreation: false,
    createPartitioner: Partitioners.DefaultPartitioner,
  })
  await producer.connect()
  const started = performance.now()
  for (let first = 0; first < plan.events; first += BATCH) {
    const length = Math.min(BATCH, plan.events - first)
    const messages = Array.from({ length }, (_, index) => messageOf(plan, first + index))
    await producer.send({ topic: plan.topic, messages, acks: -1 })
  }
  await producer.disconnect()
  return { ms: performance.now() - started }
}

function messageOf({ trial, format, tenantId, type }: ProducePlan, number: number): Message {
  const id = uuidv7()
  const payload = Buffer.from(payloadOf(trial, number))
  if (format === 'floor') return { key: id, value: payload, headers: { type } }
  return toBinaryRecord({
    id,
    sourceId: undefined,
    minted: true,
    tenantId,
    source: `/v1/tenants/${tenantId}`,
    type,
    occurredAt: new Date().toISOString(),
    contentType: 'application/json',
    payload,
    orderingKey: undefined,
    tags: [],
    configPosition: { generation: 0, offset: 0 },
    traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00',
    extensions: {},
  })
}

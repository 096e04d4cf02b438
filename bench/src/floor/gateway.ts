import 'reflect-metadata'
import { createHash } from 'node:crypto'
import { PublishBatch, PublishEvent } from '@hookline/dto'
import { ProduceGroup } from '@hookline/service-kit'
import { BadRequestException, UnauthorizedException } from '@nestjs/common'
import { NestFactory } from '@nestjs/core'
import { FastifyAdapter } from '@nestjs/platform-fastify'
import { Kafka, logLevel, Partitioners } from 'kafkajs'
import { v7 as uuidv7 } from 'uuid'
import { endOnSignal } from './end-on-signal.ts'
import { floorModule } from './gateway-module.ts'
import { readSettings } from './settings.ts'

/** What the routes need of a request. */
export interface FloorRequest {
  readonly headers: Readonly<Record<string, string | undefined>>
  readonly body: unknown
}

const settings = readSettings()
const keys = new Map(settings.keyDigests.map((digest) => [digest, settings.tenantId]))

/** HTTP in, bearer check, parse, validate, id, produce with acks=all: nothing else. */
export class FloorEvents {
  private readonly group: ProduceGroup

  constructor(group: ProduceGroup) {
    this.group = group
  }

  async publish({ headers, body }: FloorRequest): Promise<{ id: string; duplicate: boolean }> {
    check(headers['authorization'])
    const parsed = PublishEvent.safeParse(body)
    if (!parsed.success) throw new BadRequestException(parsed.error.message)
    return this.send(parsed.data)
  }

  async publishBatch({ headers, body }: FloorRequest): Promise<{ data: { id: string; duplicate: boolean }[] }> {
    check(headers['authorization'])
    const parsed = PublishBatch.safeParse(body)
    if (!parsed.success) throw new BadRequestException(parsed.error.message)
    return { data: await Promise.all(parsed.data.events.map((event) => this.send(event))) }
  }

  private async send({ type, payload }: PublishEvent): Promise<{ id: string; duplicate: boolean }> {
    const id = uuidv7()
    const message = { key: id, value: JSON.stringify(payload), headers: { type } }
    await this.group.send({ topic: settings.topic, message })
    return { id, duplicate: false }
  }
}

function check(authorization: string | undefined): void {
  const digest = createHash('sha256')
    .update(authorization?.slice('Bearer '.length) ?? '')
    .digest('hex')
  if (!keys.has(digest)) throw new UnauthorizedException()
}

const kafka = new Kafka({ clientId: 'floor', brokers: settings.brokers.split(','), logLevel: logLevel.ERROR })
const producer = kafka.producer({
  allowAutoTopicCreation: false,
  createPartitioner: Partitioners.DefaultPartitioner,
})
await producer.connect()
const events = new FloorEvents(new ProduceGroup(producer, -1))
const adapter = new FastifyAdapter({ bodyLimit: 4 * 1024 * 1024 })
const app = await NestFactory.create(floorModule(events), adapter, { logger: ['error'] })
await app.listen(settings.port, '127.0.0.1')
endOnSignal(async () => {
  await app.close()
  await producer.disconnect()
})

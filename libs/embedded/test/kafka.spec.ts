import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals'
import { Kafka, logLevel } from 'kafkajs'
import { type EmbeddedKafka, startKafka } from '../src/kafka/kafka.js'
import { freePort } from '../src/ports.js'

jest.setTimeout(90_000)

let dir: string
let dataDir: string
let ports: { port: number; controllerPort: number }
let said: string[]
let running: EmbeddedKafka | undefined

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'hookline-kafka-'))
  dataDir = join(dir, 'kafka')
  ports = { port: await freePort(), controllerPort: await freePort() }
  said = []
})
afterEach(async () => {
  await running?.stop()
  running = undefined
  rmSync(dir, { recursive: true })
})

async function start(): Promise<EmbeddedKafka> {
  running = await startKafka({ dataDir, ...ports, heapMb: 256, log: (line) => said.push(line) })
  return running
}

const client = ({ brokers }: EmbeddedKafka) => new Kafka({ brokers: [brokers], logLevel: logLevel.NOTHING })

async function produce(kafka: Kafka, value: string): Promise<void> {
  const producer = kafka.producer()
  await producer.connect()
  await producer.send({ topic: 'things', acks: -1, messages: [{ value }] })
  await producer.disconnect()
}

async function consume(kafka: Kafka, count: number): Promise<string[]> {
  const consumer = kafka.consumer({ groupId: `reader-${count}` })
  await consumer.connect()
  await consumer.subscribe({ topic: 'things', fromBeginning: true })
  const values: string[] = []
  await new Promise<void>((resolve) => {
    void consumer.run({
      eachMessage: ({ message }) => {
        values.push(String(message.value))
        if (values.length === count) resolve()
        return Promise.resolve()
      },
    })
  })
  await consumer.disconnect()
  return values
}

test('records survive a stop, and a kill -9', async () => {
  const first = client(await start())
  const admin = first.admin()
  await admin.connect()
  await admin.createTopics({ topics: [{ topic: 'things' }], waitForLeaders: true })
  await admin.disconnect()
  await produce(first, 'one')
  await running?.stop()
  await produce(client(await start()), 'two')
  await running?.kill()
  expect(await consume(client(await start()), 2)).toEqual(['one', 'two'])
})

test('topics are not made by mistake, ports in use are named, and one directory has one broker', async () => {
  const broker = await start()
  const producer = client(broker).producer({ retry: { retries: 0 } })
  await producer.connect()
  await expect(producer.send({ topic: 'unknown', messages: [{ value: 'x' }] })).rejects.toThrow('topic')
  await producer.disconnect()

  const other = { dataDir: join(dir, 'other'), port: await freePort(), controllerPort: await freePort() }
  await expect(startKafka({ ...other, port: ports.port })).rejects.toThrow(
    new RegExp(`port ${ports.port} is in use.*HOOKLINE_PORT_KAFKA=`, 'u'),
  )
  await expect(startKafka({ ...other, controllerPort: ports.controllerPort })).rejects.toThrow(
    new RegExp(`port ${ports.controllerPort} is in use.*HOOKLINE_PORT_KAFKA_CONTROLLER=`, 'u'),
  )
  await expect(startKafka({ ...other, dataDir })).rejects.toThrow(/is in use by process \d+/u)
})

test('a half-formatted directory is repaired, and a stale pid file does no harm', async () => {
  await start()
  await running?.stop()
  writeFileSync(join(dataDir, 'log', 'meta.properties'), 'version=1\ncluster.i')
  writeFileSync(`${dataDir}.pid.json`, JSON.stringify({ server: { pid: process.pid, startedAt: '1' } }))
  await start()
  expect(said.join('\n')).toContain('is not completely formatted')
  expect(readdirSync(dataDir).filter((name) => name.startsWith('log.unusable-'))).toHaveLength(1)
})

import { Slots, Watermark } from '@hookline/service-kit'
import { Kafka, logLevel, type EachBatchPayload } from 'kafkajs'
import pg from 'pg'
import { createServer } from 'node:http'
import { Deliverer } from './deliverer.ts'
import { endOnSignal } from './end-on-signal.ts'
import { RowWriter } from './row-writer.ts'
import { readSettings } from './settings.ts'

/** Events read whose rows are not written yet. */
const IN_HAND = 2_000
const COMMIT_EVERY_MS = 1_000

const settings = readSettings()
const slots = new Slots(IN_HAND)
const watermarks = new Map<number, Watermark>()
const committed = new Map<number, number>()

const client = new pg.Client({ connectionString: settings.databaseUrl })
await client.connect()
const deliverer = new Deliverer(settings, new RowWriter(client))
const kafka = new Kafka({ clientId: 'floor', brokers: settings.brokers.split(','), logLevel: logLevel.ERROR })
const consumer = kafka.consumer({ groupId: settings.group, allowAutoTopicCreation: false, maxWaitTimeInMs: 500 })

/** Hands over to the window and returns: only a full window holds the partition. */
async function onBatch({ batch }: EachBatchPayload): Promise<void> {
  let watermark = watermarks.get(batch.partition)
  if (watermark === undefined) {
    watermark = new Watermark(Number(batch.firstOffset() ?? 0))
    watermarks.set(batch.partition, watermark)
  }
  for (const message of batch.messages) {
    if (!slots.tryTake()) await slots.take()
    const done = watermark.begin(Number(message.offset))
    void deliverer.deliver(message).then(() => {
      done()
      slots.free()
    }, fail)
  }
}

async function commit(): Promise<void> {
  const due = [...watermarks]
    .map(([partition, watermark]) => ({ partition, offset: watermark.low() }))
    .filter(({ partition, offset }) => offset > (committed.get(partition) ?? -1))
  if (due.length === 0) return
  await consumer.commitOffsets(
    due.map(({ partition, offset }) => ({ topic: settings.topic, partition, offset: String(offset) })),
  )
  for (const { partition, offset } of due) committed.set(partition, offset)
}

function fail(error: unknown): void {
  console.error(error)
  process.exit(1)
}

await consumer.connect()
await consumer.subscribe({ topic: settings.topic, fromBeginning: true })
const joined = new Promise((resolve) => consumer.on('consumer.group_join', resolve))
await consumer.run({ autoCommit: false, partitionsConsumedConcurrently: 8, eachBatch: onBatch })
await joined
const timer = setInterval(() => void commit().catch(console.error), COMMIT_EVERY_MS)
const health = createServer((_request, response) => response.end('ready')).listen(settings.port, '127.0.0.1')
endOnSignal(async () => {
  clearInterval(timer)
  await slots.idle()
  await commit()
  await consumer.disconnect()
  await client.end()
  health.close()
})

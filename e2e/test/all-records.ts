import type { Stack } from '@hookline/testing'
import { Kafka, logLevel } from 'kafkajs'

/** Every record of every topic of a stack, as text. */
export async function allRecords(stack: Stack): Promise<string> {
  const kafka = new Kafka({ clientId: 'specs', brokers: stack.brokers.split(','), logLevel: logLevel.NOTHING })
  const admin = kafka.admin()
  await admin.connect()
  const topics = (await admin.listTopics()).filter((topic) => topic.startsWith(stack.topicPrefix))
  const ends = await Promise.all(topics.map(async (topic) => [topic, await admin.fetchTopicOffsets(topic)] as const))
  const waiting = new Map<string, number>(
    ends.flatMap(([topic, offsets]) =>
      offsets
        .filter(({ low, high }) => low !== high)
        .map(({ partition, high }) => [`${topic}/${partition}`, Number(high)] as const),
    ),
  )
  await admin.disconnect()
  const consumer = kafka.consumer({ groupId: `${stack.topicPrefix}specs-${Date.now()}` })
  await consumer.connect()
  await consumer.subscribe({ topics, fromBeginning: true })
  let text = ''
  await new Promise<void>((resolve, reject) => {
    const eachMessage = async ({
      topic,
      partition,
      message,
    }: {
      topic: string
      partition: number
      message: { offset: string; key: Buffer | null; value: Buffer | null; headers?: object }
    }): Promise<void> => {
      text += `${String(message.key)} ${String(message.value)} ${JSON.stringify(Object.values(message.headers ?? {}).map(String))}\n`
      const place = `${topic}/${partition}`
      if (Number(message.offset) + 1 >= (waiting.get(place) ?? 0)) waiting.delete(place)
      if (waiting.size === 0) resolve()
    }
    consumer.run({ autoCommit: false, eachMessage }).catch(reject)
  })
  await consumer.disconnect()
  return text
}

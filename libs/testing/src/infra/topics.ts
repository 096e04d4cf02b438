import { randomBytes } from 'node:crypto'
import { Kafka, logLevel } from 'kafkajs'
import { testBrokers } from './environment.js'

/** A HOOKLINE_TOPIC_PREFIX that no other suite uses. */
export function topicPrefix(): string {
  return `t${randomBytes(6).toString('hex')}.`
}

/** Deletes the topics whose names begin with the prefix, so that the shared broker stays small. */
export async function deleteTopics(prefix: string, brokers: string = testBrokers()): Promise<void> {
  const admin = new Kafka({ clientId: 'specs', brokers: brokers.split(','), logLevel: logLevel.NOTHING }).admin()
  await admin.connect()
  try {
    const topics = (await admin.listTopics()).filter((topic) => topic.startsWith(prefix))
    if (topics.length > 0) await admin.deleteTopics({ topics })
  } finally {
    await admin.disconnect()
  }
}

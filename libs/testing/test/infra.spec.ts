import { afterAll, expect, test } from '@jest/globals'
import { Kafka, logLevel } from 'kafkajs'
import { Client } from 'pg'
import { createDatabase } from '../src/infra/database.js'
import { testBrokers } from '../src/infra/environment.js'
import { deleteTopics, topicPrefix } from '../src/infra/topics.js'

const admin = new Kafka({ brokers: [testBrokers()], logLevel: logLevel.NOTHING }).admin()
afterAll(() => admin.disconnect())

test('each suite gets a database of its own, which goes away even while somebody is connected', async () => {
  const [one, two] = [await createDatabase(), await createDatabase()]
  expect(one.url).not.toBe(two.url)
  const client = new Client(one.url)
  client.on('error', () => undefined)
  await client.connect()
  expect(
    (await client.query('SELECT count(*)::int AS n FROM pg_tables WHERE schemaname = $1', ['public'])).rows,
  ).toEqual([{ n: 0 }])
  await one.drop()
  await two.drop()
  await expect(new Client(one.url).connect()).rejects.toThrow('does not exist')
})

test('topics of a suite are told apart by its prefix and deleted by it', async () => {
  const [mine, theirs] = [topicPrefix(), topicPrefix()]
  await admin.connect()
  await admin.createTopics({ topics: [{ topic: `${mine}a` }, { topic: `${mine}b` }, { topic: `${theirs}a` }] })
  await deleteTopics(mine)
  expect((await admin.listTopics()).filter((topic) => topic.startsWith(mine))).toEqual([])
  expect(await admin.listTopics()).toContain(`${theirs}a`)
  await deleteTopics(theirs)
})

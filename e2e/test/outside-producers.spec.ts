import { randomUUID } from 'node:crypto'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import { DEAD_LETTER_HEADERS, TOPICS } from '@hookline/event-schemas'
import { startReceiver, startStack, waitFor, type Receiver, type Stack } from '@hookline/testing'
import { Kafka, logLevel, type IHeaders, type KafkaMessage, type Message, type Producer } from 'kafkajs'
import { Webhook } from 'standardwebhooks'

let stack: Stack
let receiver: Receiver
let producer: Producer
let kafka: Kafka
let tenant: string
let secret: string

beforeAll(async () => {
  stack = await startStack()
  kafka = new Kafka({ clientId: 'outside', brokers: stack.brokers.split(','), logLevel: logLevel.NOTHING })
  producer = kafka.producer()
  await producer.connect()
})
afterAll(async () => {
  await producer.disconnect()
  await stack.stop()
})
beforeEach(async () => {
  receiver = await startReceiver()
  tenant = (await stack.api.createTenant()).id
  secret = (await stack.api.createWebhook(tenant, { url: receiver.url })).secret
})
afterEach(() => receiver.close())

const produce = (...messages: Message[]) =>
  producer.send({ topic: `${stack.topicPrefix}${TOPICS.events}`, messages, acks: -1 })

const attributes = (): IHeaders => ({
  ce_specversion: '1.0',
  ce_id: randomUUID(),
  ce_source: '/outside',
  ce_type: 'order.created',
  ce_tenantkey: tenant,
  'content-type': 'application/json',
})

const binary = (value: string | Buffer | null, headers: IHeaders = {}): Message => ({
  key: null,
  value,
  headers: { ...attributes(), ...headers },
})

const withoutTenant = (): Message => {
  const { ce_tenantkey: _, ...headers } = attributes()
  return { value: '{}', headers }
}

const structured = (data: string): Message => ({
  value: `{"specversion":"1.0","id":"${randomUUID()}","source":"/outside","type":"order.created","tenantkey":"${tenant}","data":${data}}`,
  headers: { 'content-type': 'application/cloudevents+json' },
})

describe('an event that any producer writes to the topic', () => {
  test.each([
    ['binary', () => binary('{ "n": 1.10 }')],
    ['structured', () => structured('{ "n": 1.10 }')],
  ])('in %s mode is delivered with its bytes', async (_, make) => {
    await produce(make())
    const [request] = await receiver.waitForRequests(1)
    expect(request!.body.toString()).toBe('{ "n": 1.10 }')
    expect(() => new Webhook(secret).verify(request!.body, request!.headers)).not.toThrow()
  })

  test('need not be JSON', async () => {
    const png = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 1, 2, 255])
    await produce(binary(png, { 'content-type': 'image/png' }))
    const [request] = await receiver.waitForRequests(1)
    expect(request!.headers['content-type']).toBe('image/png')
    expect(request!.body).toEqual(png)
  })

  test('is delivered once when it is written twice', async () => {
    const twice = binary('{}', { ce_id: 'order-7' })
    await produce(twice, twice)
    await produce(twice)
    await produce(binary('"last"'))
    await waitFor(() => receiver.requests.some(({ body }) => body.toString() === '"last"'), { what: 'the last event' })
    const event = (await stack.api.listEvents(tenant, { source_id: 'order-7' })).data
    expect(event).toHaveLength(1)
    await waitFor(async () => (await stack.api.listEvents(tenant)).data.length === 2, { what: 'both events on record' })
    expect(receiver.requests).toHaveLength(2)
  })

  test('is not held up by a made-up configuration position', async () => {
    await produce(binary('{}', { hooklineconfig: '1:999999999' }), binary('{}', { hooklineconfig: '99:1' }))
    await receiver.waitForRequests(2, 20_000)
  })
})

describe('a broken record', () => {
  const broken: [name: string, make: () => Message, reason: string][] = [
    ['no value', () => binary(null), 'the record has no value'],
    ['not a CloudEvent', () => ({ value: 'hello' }), 'not a CloudEvent: "specversion" is missing'],
    [
      'an unknown version',
      () => binary('{}', { ce_specversion: '0.3' }),
      'this version of CloudEvents is not known; send "specversion" 1.0',
    ],
    ['no tenant', withoutTenant, '"tenantkey" is missing: it names the tenant'],
    [
      'an unknown tenant',
      () => binary('{}', { ce_tenantkey: randomUUID() }),
      expect.stringContaining('does not exist') as never,
    ],
    [
      'a broken envelope',
      () => ({ value: '{"specversion":', headers: { 'content-type': 'application/cloudevents+json' } }),
      expect.stringContaining('the envelope cannot be read') as never,
    ],
  ]

  test('goes to the dead letters as it was, with the reason, and holds up nothing', async () => {
    const messages = broken.map(([, make]) => make())
    // One partition: those behind a broken record are really behind it.
    await producer.send({
      topic: `${stack.topicPrefix}${TOPICS.events}`,
      messages: [...messages, binary('"behind"')].map((message) => ({ ...message, partition: 0 })),
    })
    const [request] = await receiver.waitForRequests(1)
    expect(request!.body.toString()).toBe('"behind"')
    const letters = await deadLetters(broken.length)
    for (const [index, [, , reason]] of broken.entries()) {
      const letter = letters.find(
        ({ headers }) => text(headers?.[DEAD_LETTER_HEADERS.reason]) === reason || matches(reason, headers),
      )
      expect(letter).toBeDefined()
      expect(letter!.value?.toString()).toBe(messages[index]!.value?.toString())
      expect(text(letter!.headers?.[DEAD_LETTER_HEADERS.topic])).toBe(`${stack.topicPrefix}${TOPICS.events}`)
      expect(text(letter!.headers?.[DEAD_LETTER_HEADERS.offset])).toMatch(/^\d+$/)
    }
  })

  const text = (value: IHeaders[string]): string | undefined => value?.toString()

  const matches = (reason: unknown, headers: IHeaders | undefined): boolean => {
    const actual = text(headers?.[DEAD_LETTER_HEADERS.reason])
    return (
      typeof reason === 'object' && (reason as { asymmetricMatch(other: unknown): boolean }).asymmetricMatch(actual)
    )
  }

  async function deadLetters(count: number): Promise<KafkaMessage[]> {
    const consumer = kafka.consumer({ groupId: `${stack.topicPrefix}specs` })
    const letters: KafkaMessage[] = []
    await consumer.connect()
    await consumer.subscribe({ topic: `${stack.topicPrefix}${TOPICS.deadLetter}`, fromBeginning: true })
    await consumer.run({ eachMessage: async ({ message }) => void letters.push(message) })
    await waitFor(() => letters.length >= count, { what: () => `${count} dead letters; there are ${letters.length}` })
    await consumer.disconnect()
    return letters
  }
})

import { beforeEach, describe, expect, jest, test } from '@jest/globals'
import type { OutgoingEvent } from '@hookline/event-schemas'
import { Logger, TopicNames } from '@hookline/service-kit'
import type { Env } from '../env.js'
import type { Broker } from '../kafka/broker.js'
import type { Producers } from '../kafka/producers.js'
import type { Snapshot } from '../snapshot/snapshot.js'
import type { EventInput } from './event-input.js'
import { EventsPublisher } from './events.publisher.js'
import { Publisher } from './publisher.js'

const env = {
  HOOKLINE_LIMIT_PRODUCE_QUEUE: 5,
  HOOKLINE_LIMIT_PRODUCE_QUEUE_BYTES: 1_000,
  HOOKLINE_PUBLISH_DEADLINE_MS: 60,
} as Env

const event = (id: string, bytes = 1): OutgoingEvent => ({
  id,
  sourceId: undefined,
  minted: false,
  tenantId: 't',
  source: '/s',
  type: 'a',
  occurredAt: '2026-01-01T00:00:00.000Z',
  contentType: 'application/json',
  payload: Buffer.alloc(bytes),
  orderingKey: undefined,
  tags: [],
  configPosition: { generation: 1, offset: 1 },
  traceparent: '00-a-b-01',
  extensions: {},
})

let send: jest.Mock<(record: { topic: string; message: { key: string } }) => Promise<void>>
let waiting: number
let isUp: boolean
let connected: boolean
let reportFailure: jest.Mock
let publisher: Publisher

beforeEach(() => {
  send = jest.fn(() => Promise.resolve())
  waiting = 0
  isUp = true
  connected = true
  reportFailure = jest.fn()
  const producers = {
    events: {
      send,
      get waiting() {
        return waiting
      },
    },
    get connected() {
      return connected
    },
  }
  const broker = {
    get isUp() {
      return isUp
    },
    reportFailure,
  }
  publisher = new Publisher(producers as unknown as Producers, broker as unknown as Broker, new TopicNames('p.'), env)
})

const unavailable = (extra: object) => expect.objectContaining({ code: 'unavailable', retryAfterSeconds: 1, extra })

describe('an event is published', () => {
  test('once the broker has acknowledged all of them', async () => {
    await publisher.publish([event('a'), event('b')])
    expect(send.mock.calls.map(([{ topic, message }]) => [topic, message.key])).toEqual([
      ['p.hookline.events', 'a'],
      ['p.hookline.events', 'b'],
    ])
    expect(reportFailure).not.toHaveBeenCalled()
  })

  test('not when the broker refuses one: 503 with the id, and the broker is watched', async () => {
    send.mockRejectedValueOnce(new Error('ECONNREFUSED'))
    await expect(publisher.publish([event('a')])).rejects.toEqual(unavailable({ id: 'a' }))
    expect(reportFailure).toHaveBeenCalledTimes(1)
  })

  test('not when the acknowledgement does not come in time', async () => {
    send.mockReturnValueOnce(new Promise(() => undefined))
    await expect(publisher.publish([event('a'), event('b')])).rejects.toEqual(unavailable({ ids: ['a', 'b'] }))
  })

  test('a late refusal after that is nobody\u2019s unhandled rejection', async () => {
    send.mockReturnValueOnce(new Promise((_, reject) => setTimeout(() => reject(new Error('late')), 90)))
    await expect(publisher.publish([event('a')])).rejects.toEqual(unavailable({ id: 'a' }))
    await new Promise((resolve) => setTimeout(resolve, 60))
  })

  test('not, and at once, when the broker is known to be down or was never there', async () => {
    isUp = false
    await expect(publisher.publish([event('a')])).rejects.toEqual(unavailable({ id: 'a' }))
    isUp = true
    connected = false
    await expect(publisher.publish([event('a')])).rejects.toEqual(unavailable({ id: 'a' }))
    expect(send).not.toHaveBeenCalled()
  })

  test('413 for what the broker finds too large; the broker is well', async () => {
    send.mockRejectedValueOnce(Object.assign(new Error('x'), { type: 'MESSAGE_TOO_LARGE' }))
    await expect(publisher.publish([event('a')])).rejects.toMatchObject({
      code: 'payload_too_large',
      extra: { id: 'a' },
    })
    expect(reportFailure).not.toHaveBeenCalled()
  })
})

describe('load is shed', () => {
  test('when too many events wait', async () => {
    waiting = 5
    await expect(publisher.publish([event('a')])).rejects.toEqual(unavailable({ id: 'a' }))
    expect(send).not.toHaveBeenCalled()
  })

  test('when too many bytes wait, until they are through', async () => {
    let acknowledge = (): void => undefined
    send.mockReturnValueOnce(new Promise((resolve) => (acknowledge = resolve)))
    const first = publisher.publish([event('a', 1_000)])
    await expect(publisher.publish([event('b')])).rejects.toEqual(unavailable({ id: 'b' }))
    acknowledge()
    await first
    await expect(publisher.publish([event('b')])).resolves.toBeUndefined()
  })
})

describe('duplicate is told', () => {
  const input: EventInput = {
    id: '550e8400-e29b-41d4-a716-446655440000',
    source: '/s',
    type: 'a',
    occurredAt: undefined,
    contentType: 'application/json',
    payload: Buffer.from('1'),
    orderingKey: undefined,
    tags: [],
    extensions: {},
  }
  const snapshot = { position: { generation: 1, offset: 2 } } as Snapshot
  const context = (tenantId = 't') => ({
    tenantId,
    idempotencyKey: undefined,
    requestId: 'r',
    traceparent: '00-a-b-01',
  })
  let events: EventsPublisher

  beforeEach(() => {
    events = new EventsPublisher(publisher, snapshot, Logger.create('test', 'silent'))
  })

  test('for the second of the same tenant, though it is sent again: delivery counts conflicts', async () => {
    expect(await events.publishOne(input, context())).toEqual({ id: input.id, duplicate: false })
    expect(await events.publishOne(input, context())).toEqual({ id: input.id, duplicate: true })
    expect(await events.publishOne(input, context('u'))).toEqual({ id: input.id, duplicate: false })
    expect(send).toHaveBeenCalledTimes(3)
  })

  test('inside a batch too', async () => {
    const published = await events.publishBatch([input, input], context())
    expect(published.map(({ duplicate }) => duplicate)).toEqual([false, true])
  })

  test('not after a publish that failed', async () => {
    send.mockRejectedValueOnce(new Error('down'))
    await expect(events.publishOne(input, context())).rejects.toMatchObject({ extra: { id: input.id } })
    expect(await events.publishOne(input, context())).toMatchObject({ duplicate: false })
  })

  test('never for ids that we made', async () => {
    const minted = { ...input, id: undefined }
    const [first, second] = [await events.publishOne(minted, context()), await events.publishOne(minted, context())]
    expect([first.duplicate, second.duplicate]).toEqual([false, false])
    expect(first.id).not.toBe(second.id)
  })
})

import { describe, expect, test } from '@jest/globals'
import { closeAfterEach, egress, post, sleep } from '../test/egress.js'
import { http, rawReceiver } from '../test/raw-receiver.js'

closeAfterEach()

describe('a connection', () => {
  test('serves one request after the other', async () => {
    const receiver = await rawReceiver(http(200, 'ok'))
    const client = egress()
    for (let i = 0; i < 20; i++) expect(await post(client, receiver.port)).toMatchObject({ bodyText: 'ok' })
    expect(receiver.requests).toHaveLength(20)
    expect(receiver.connections).toHaveLength(1)
  })

  test('serves other paths of the same origin, but no other pool', async () => {
    const receiver = await rawReceiver(http(200))
    const client = egress()
    const origin = `http://receiver.example:${receiver.port}`
    await post(client, receiver.port, { url: `${origin}/a` })
    await post(client, receiver.port, { url: `${origin}/b?c` })
    expect(receiver.connections).toHaveLength(1)
    await post(client, receiver.port, { url: `${origin}/a`, pool: 'tenant-2' })
    expect(receiver.connections).toHaveLength(2)
  })

  test('is one of at most so many', async () => {
    const receiver = await rawReceiver((socket) => void setTimeout(() => socket.write(http(200)), 5))
    const client = egress({ maxSocketsPerOrigin: 3 })
    const results = await Promise.all(Array.from({ length: 30 }, () => post(client, receiver.port)))
    expect(results.every((result) => result.outcome === 'response')).toBe(true)
    expect(receiver.connections).toHaveLength(3)
  })

  test.each(['connection: close', 'keep-alive: timeout=1'])('is not used again after "%s"', async (header) => {
    const receiver = await rawReceiver(http(200, '', header))
    const client = egress()
    for (let i = 0; i < 2; i++) expect(await post(client, receiver.port)).toMatchObject({ status: 200 })
    expect(receiver.connections).toHaveLength(2)
  })

  test('is not used again when it is too old', async () => {
    const receiver = await rawReceiver(http(200))
    const client = egress({ maxSocketAgeMs: 40 })
    await post(client, receiver.port)
    await sleep(50)
    await post(client, receiver.port)
    expect(receiver.connections).toHaveLength(2)
  })

  test('is not used beyond its age under steady load', async () => {
    const receiver = await rawReceiver((socket) => void setTimeout(() => socket.write(http(200)), 2))
    const client = egress({ maxSocketAgeMs: 30, maxSocketsPerOrigin: 1 })
    await Promise.all(Array.from({ length: 40 }, () => post(client, receiver.port)))
    expect(receiver.requests).toHaveLength(40)
    expect(receiver.connections.length).toBeGreaterThan(1)
  })

  test('closes when it is idle', async () => {
    const receiver = await rawReceiver(http(200))
    const client = egress({ keepAliveMs: 30 })
    await post(client, receiver.port)
    await receiver.allClosed()
    expect(await post(client, receiver.port)).toMatchObject({ status: 200 })
  })

  test('that the receiver closes while it is idle costs no request', async () => {
    const receiver = await rawReceiver((socket) => {
      socket.write(http(200))
      setTimeout(() => socket.destroy(), 10)
    })
    const client = egress()
    for (let i = 0; i < 3; i++) {
      expect(await post(client, receiver.port)).toMatchObject({ status: 200 })
      await sleep(30)
    }
    expect(receiver.connections).toHaveLength(3)
  })

  test('with bytes that nobody asked for is closed', async () => {
    const receiver = await rawReceiver((socket) => socket.write(http(200, 'a') + http(200, 'forged')))
    const client = egress()
    for (let i = 0; i < 3; i++) {
      expect(await post(client, receiver.port)).toMatchObject({ bodyText: 'a' })
      await sleep(5)
    }
    expect(receiver.connections).toHaveLength(3)
  })

  test('that fails gives its place to the next', async () => {
    const receiver = await rawReceiver((socket, _request, index) => {
      if (index % 2 === 0) socket.destroy()
      else socket.write(http(200))
    })
    const client = egress({ maxSocketsPerOrigin: 1 })
    const results = await Promise.all(Array.from({ length: 6 }, () => post(client, receiver.port)))
    expect(results.map((result) => result.outcome)).toEqual(
      Array.from(results, (_, i) => (i % 2 === 0 ? 'failure' : 'response')),
    )
  })
})

describe('close', () => {
  test('waits for what is under way, closes the rest, and refuses more', async () => {
    const receiver = await rawReceiver((socket) => void setTimeout(() => socket.write(http(200)), 40))
    const client = egress()
    await post(client, receiver.port)
    const pending = post(client, receiver.port)
    const closed = client.close()
    expect(await post(client, receiver.port)).toMatchObject({ outcome: 'failure', message: 'the client is closed' })
    expect(await pending).toMatchObject({ status: 200 })
    await closed
    await client.close()
    await receiver.allClosed()
  })
})

test('many origins leave nothing behind', async () => {
  const receiver = await rawReceiver(http(200))
  const client = egress({ keepAliveMs: 20 })
  const hosts = Array.from({ length: 300 }, (_, i) => `http://h${i}.example:${receiver.port}/`)
  const results = await Promise.all(hosts.map((url) => post(client, receiver.port, { url })))
  expect(results.every((result) => result.outcome === 'response')).toBe(true)
  expect(receiver.connections).toHaveLength(300)
  await receiver.allClosed()
  await sleep(20)
  expect(client).toHaveProperty('pools.size', 0)
})

test('a failing origin leaves nothing behind', async () => {
  const client = egress({ lookup: () => Promise.resolve([]) })
  await Promise.all(Array.from({ length: 20 }, (_, i) => post(client, 8080, { url: `http://h${i % 5}.example/` })))
  expect(client).toHaveProperty('pools.size', 0)
})

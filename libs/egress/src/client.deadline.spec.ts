import { describe, expect, test } from '@jest/globals'
import type { Socket } from 'node:net'
import { closeAfterEach, egress, post, sleep } from '../test/egress.js'
import { http, pem, rawReceiver } from '../test/raw-receiver.js'

closeAfterEach()

const TIMEOUT = { outcome: 'failure', code: 'timeout', message: 'no answer within the deadline' }

/** Writes one character every 5 ms, over and over, as long as the connection lives. */
function drip(socket: Socket, text: string): void {
  let at = 0
  const timer = setInterval(() => socket.write(text.charAt(at++ % text.length)), 5)
  socket.on('close', () => clearInterval(timer))
}

describe('the deadline ends an attempt, and its connection, when the receiver', () => {
  test.each<[string, (socket: Socket) => void]>([
    ['is silent', () => undefined],
    [
      'sends its status line and headers character by character',
      (socket) => drip(socket, `HTTP/1.1 200 x\r\nx: ${'a'.repeat(1000)}`),
    ],
    ['sends hints only', (socket) => socket.write('HTTP/1.1 102 x\r\n\r\n')],
  ])('%s', async (_name, answer) => {
    const receiver = await rawReceiver(answer)
    const result = await post(egress(), receiver.port, { deadlineMs: 100 })
    expect(result).toMatchObject({ ...TIMEOUT, mayHaveReached: true })
    await receiver.allClosed()
  })

  test.each<[string, string]>([
    ['a body of known length', 'content-length: 1000\r\n\r\n'],
    ['a body without end', 'connection: close\r\n\r\n'],
  ])('sends %s byte by byte: its status counts', async (_name, headers) => {
    const receiver = await rawReceiver((socket) => {
      socket.write(`HTTP/1.1 200 x\r\n${headers}`)
      drip(socket, 'x')
    })
    const result = await post(egress(), receiver.port, { deadlineMs: 100 })
    expect(result).toMatchObject({ outcome: 'response', status: 200, bodyTruncated: true })
    expect(result).toHaveProperty('bodyText', expect.stringMatching(/^x+$/))
    await receiver.allClosed()
  })

  test('does not read the request', async () => {
    const receiver = await rawReceiver('', { onConnection: (socket) => socket.pause() })
    const body = Buffer.alloc(20 * 1024 * 1024)
    const result = await post(egress(), receiver.port, { body, deadlineMs: 100 })
    expect(result).toMatchObject({ ...TIMEOUT, mayHaveReached: true })
    for (const socket of receiver.connections) socket.resume()
    await receiver.allClosed()
  })

  test('does not begin its TLS handshake', async () => {
    const receiver = await rawReceiver('', { onConnection: (socket) => socket.resume() })
    const url = `https://receiver.example:${receiver.port}/`
    const result = await post(egress(), receiver.port, { url, deadlineMs: 60 })
    expect(result).toMatchObject({ ...TIMEOUT, mayHaveReached: false })
    await receiver.allClosed()
  })
})

test('a handshake that stalls has its own limit', async () => {
  const receiver = await rawReceiver('', { onConnection: (socket) => socket.resume() })
  const url = `https://receiver.example:${receiver.port}/`
  const result = await post(egress({ tlsTimeoutMs: 40, ca: [pem('ca.crt')] }), receiver.port, { url })
  expect(result).toMatchObject({ code: 'tls', mayHaveReached: false })
  await receiver.allClosed()
})

test('the deadline holds while the name is looked up', async () => {
  const client = egress({ lookup: () => new Promise(() => undefined) })
  expect(await post(client, 8080, { deadlineMs: 30 })).toMatchObject({ ...TIMEOUT, mayHaveReached: false })
})

test('a request that waits for a connection times out without harm to the others', async () => {
  const held: Socket[] = []
  const receiver = await rawReceiver((socket) => void held.push(socket))
  const client = egress({ maxSocketsPerOrigin: 1 })
  const first = post(client, receiver.port)
  const second = await post(client, receiver.port, { deadlineMs: 30 })
  expect(second).toMatchObject({ ...TIMEOUT, mayHaveReached: false })
  held[0]?.write(http(200))
  expect(await first).toMatchObject({ status: 200 })
  expect(receiver.requests).toHaveLength(1)
  expect(receiver.connections).toHaveLength(1)
})

test('an answer that comes after the deadline is never given to the next request', async () => {
  const receiver = await rawReceiver((socket, _request, index) => {
    if (index === 0) setTimeout(() => socket.write(http(200, 'late')), 60)
    else socket.write(http(200, 'mine'))
  })
  const client = egress({ maxSocketsPerOrigin: 1 })
  const first = post(client, receiver.port, { deadlineMs: 30 })
  const second = post(client, receiver.port)
  expect(await first).toMatchObject(TIMEOUT)
  expect(await second).toMatchObject({ status: 200, bodyText: 'mine' })
  await sleep(60)
  expect(await post(client, receiver.port)).toMatchObject({ bodyText: 'mine' })
  expect(receiver.connections).toHaveLength(2)
})

test('an answer in time is an answer', async () => {
  const receiver = await rawReceiver((socket) => void setTimeout(() => socket.write(http(200)), 50))
  expect(await post(egress(), receiver.port, { deadlineMs: 2000 })).toMatchObject({ status: 200 })
})

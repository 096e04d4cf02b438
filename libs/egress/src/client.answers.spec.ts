import { describe, expect, test } from '@jest/globals'
import type { Socket } from 'node:net'
import { gzipSync } from 'node:zlib'
import { closeAfterEach, egress, post } from '../test/egress.js'
import { http, rawReceiver } from '../test/raw-receiver.js'

closeAfterEach()

describe('an answer', () => {
  test('is given with status, headers and body; the request arrives byte for byte', async () => {
    const receiver = await rawReceiver(http(202, 'thank you', 'X-Request-Id: 7', 'content-type: text/plain'))
    const body = Buffer.from('{ "n": 1.10, "s": "é😀" }')
    const headers = { 'content-type': 'application/json', 'Webhook-Id': 'msg_1', authorization: 'Bearer x' }
    const result = await post(egress(), receiver.port, { headers, body, method: 'PUT' })
    expect(result).toEqual({
      outcome: 'response',
      status: 202,
      headers: { 'x-request-id': '7', 'content-type': 'text/plain', 'content-length': '9' },
      bodyText: 'thank you',
      bodyTruncated: false,
      durationMs: expect.any(Number),
    })
    expect(receiver.requests).toEqual([
      [
        'PUT /hook HTTP/1.1',
        `host: receiver.example:${receiver.port}`,
        'connection: keep-alive',
        'accept-encoding: identity',
        'content-type: application/json',
        'Webhook-Id: msg_1',
        'authorization: Bearer x',
        `content-length: ${body.length}`,
        '',
        body.toString('latin1'),
      ].join('\r\n'),
    ])
  })

  test.each([200, 201, 204, 299, 300, 304, 399, 400, 410, 429, 499, 500, 503, 599, 600])(
    'of status %d',
    async (status) => {
      const receiver = await rawReceiver(`HTTP/1.1 ${status} x\r\ncontent-length: 0\r\n\r\n`)
      expect(await post(egress(), receiver.port)).toMatchObject({ outcome: 'response', status, bodyTruncated: false })
    },
  )

  test.each([301, 302, 303, 307, 308])('of status %d: the redirect is not followed', async (status) => {
    const trap = await rawReceiver(http(200))
    const locations = ['http://169.254.169.254/', `http://127.0.0.1:${trap.port}/`, '/again']
    for (const location of locations) {
      const receiver = await rawReceiver(http(status, 'moved', `location: ${location}`, 'set-cookie: a=b'))
      const result = await post(egress(), receiver.port)
      expect(result).toMatchObject({ status, bodyText: 'moved', headers: { location } })
      expect(receiver.requests).toHaveLength(1)
    }
    expect(trap.connections).toHaveLength(0)
  })

  test.each<[string, string]>([
    ['of chunks', 'HTTP/1.1 200 x\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n'],
    ['after a hint', 'HTTP/1.1 103 x\r\nlink: </a>\r\n\r\nHTTP/1.1 200 x\r\ncontent-length: 5\r\n\r\nabcde'],
    ['of HTTP/1.0 that ends with the connection', 'HTTP/1.0 200 x\r\n\r\nabcde'],
  ])('%s', async (_name, answer) => {
    const receiver = await rawReceiver((socket) => socket.end(answer))
    expect(await post(egress(), receiver.port)).toMatchObject({ status: 200, bodyText: 'abcde', bodyTruncated: false })
  })

  test('with a body to a request without one', async () => {
    const receiver = await rawReceiver(http(200, 'x'))
    const result = await post(egress(), receiver.port, { method: 'GET', body: null, headers: {} })
    expect(result).toMatchObject({ status: 200, bodyText: 'x' })
    expect(receiver.requests[0]).toMatch(/^GET \/hook HTTP\/1.1\r\n/)
  })

  test('to HEAD has no body', async () => {
    const receiver = await rawReceiver('HTTP/1.1 200 x\r\ncontent-length: 5\r\n\r\n')
    expect(await post(egress(), receiver.port, { method: 'HEAD', body: null })).toMatchObject({
      status: 200,
      bodyText: '',
    })
  })
})

describe('the status line decides when the body', () => {
  test.each<[string, (head: string) => string]>([
    ['is shorter than announced', (head) => `${head}content-length: 10\r\n\r\nabcde`],
    ['is shorter, on a connection to close,', (head) => `${head}connection: close\r\ncontent-length: 10\r\n\r\nabcde`],
    [
      'has no last chunk, on a connection to close,',
      (head) => `${head}connection: close\r\ntransfer-encoding: chunked\r\n\r\n5\r\nabcde`,
    ],
    ['has no last chunk', (head) => `${head}transfer-encoding: chunked\r\n\r\n5\r\nabcde\r\n`],
  ])('%s and the connection ends', async (_name, answer) => {
    for (const status of [200, 500]) {
      const receiver = await rawReceiver((socket) => socket.end(answer(`HTTP/1.1 ${status} x\r\n`)))
      const result = await post(egress(), receiver.port)
      expect(result).toMatchObject({ outcome: 'response', status, bodyText: 'abcde', bodyTruncated: true })
    }
  })

  test('is cut off by a reset', async () => {
    const receiver = await rawReceiver((socket) => {
      socket.write('HTTP/1.1 200 x\r\ncontent-length: 10\r\n\r\nabcde')
      setTimeout(() => socket.resetAndDestroy(), 20)
    })
    expect(await post(egress(), receiver.port)).toMatchObject({ status: 200, bodyText: 'abcde', bodyTruncated: true })
  })

  test.each(['keep-alive', 'close'])('is far too long (connection: %s)', async (connection) => {
    const big = 'é'.repeat(5 * 1024 * 1024)
    const receiver = await rawReceiver(http(200, big, `connection: ${connection}`))
    const result = await post(egress(), receiver.port)
    expect(result).toMatchObject({ status: 200, bodyTruncated: true, bodyText: 'é'.repeat(8192) })
    await receiver.allClosed()
  })

  test.each([
    [65_536, 1, false],
    [65_537, 2, true],
  ])('has %d bytes: %d connections for two requests', async (bytes, connections) => {
    const receiver = await rawReceiver(http(200, 'x'.repeat(bytes)))
    const client = egress()
    for (let i = 0; i < 2; i++) {
      const result = await post(client, receiver.port)
      expect(result).toMatchObject({ status: 200, bodyTruncated: true, bodyText: 'x'.repeat(16_384) })
    }
    expect(receiver.connections).toHaveLength(connections)
  })

  test('exceeds the limit in its last piece on a connection that ends', async () => {
    const receiver = await rawReceiver((socket) => socket.end(http(200, 'x'.repeat(40), 'connection: close')))
    const result = await post(egress({ maxBodyBytes: 30, keepBodyBytes: 10 }), receiver.port)
    expect(result).toMatchObject({ status: 200, bodyText: 'x'.repeat(10), bodyTruncated: true })
  })

  test('never ends', async () => {
    const receiver = await rawReceiver((socket) => {
      socket.write('HTTP/1.1 200 x\r\ntransfer-encoding: chunked\r\n\r\n')
      const chunk = `4000\r\n${'x'.repeat(0x4000)}\r\n`
      const pump = (): void => {
        while (!socket.destroyed && socket.write(chunk));
      }
      socket.on('drain', pump)
      pump()
    })
    expect(await post(egress(), receiver.port)).toMatchObject({ status: 200, bodyTruncated: true })
    await receiver.allClosed()
  })

  test('is compressed: it is not inflated', async () => {
    const bomb = gzipSync(Buffer.alloc(20 * 1024 * 1024))
    const receiver = await rawReceiver((socket) => {
      socket.write(`HTTP/1.1 200 x\r\ncontent-encoding: gzip\r\ncontent-length: ${bomb.length}\r\n\r\n`)
      socket.write(bomb)
    })
    const result = await post(egress(), receiver.port)
    expect(result).toMatchObject({ status: 200, headers: { 'content-encoding': 'gzip' }, bodyTruncated: true })
    expect(Buffer.byteLength((result as { bodyText: string }).bodyText)).toBeLessThanOrEqual(16_384)
  })
})

describe('no answer at all', () => {
  const OK = 'HTTP/1.1 200 x\r\n'
  test.each<[string, string, string]>([
    ['text', 'hello\r\n\r\n', 'protocol'],
    ['HTTP/0.9', '<html>', 'protocol'],
    ['status 2OO', 'HTTP/1.1 2OO x\r\n\r\n', 'protocol'],
    ['status 1000', 'HTTP/1.1 1000 x\r\n\r\n', 'protocol'],
    ['status abc', 'HTTP/1.1 abc\r\n\r\n', 'protocol'],
    ['another version', 'HTTP/3.7 200 x\r\n\r\n', 'protocol'],
    ['TLS', '\u0015\u0003\u0001\u0000\u0002\u0002\u0046', 'protocol'],
    ['a space before the colon', `${OK}x : 1\r\n\r\n`, 'protocol'],
    ['a header that is folded into nowhere', `${OK} x: 1\r\n\r\n`, 'protocol'],
    ['NUL in a header', `${OK}x: a\u0000b\r\n\r\n`, 'protocol'],
    ['two content lengths', `${OK}content-length: 1\r\ncontent-length: 2\r\n\r\nab`, 'protocol'],
    ['a negative content length', `${OK}content-length: -1\r\n\r\n`, 'protocol'],
    ['a huge content length', `${OK}content-length: ${'9'.repeat(40)}\r\n\r\n`, 'protocol'],
    ['length and chunks', `${OK}content-length: 3\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n`, 'protocol'],
    ['a chunk without size', `${OK}transfer-encoding: chunked\r\n\r\nzz\r\nab\r\n`, 'protocol'],
    ['an upgrade', 'HTTP/1.1 101 x\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n', 'protocol'],
    ['a 100 that nobody asked for', 'HTTP/1.1 100 x\r\n\r\nHTTP/1.1 200 x\r\ncontent-length: 0\r\n\r\n', 'protocol'],
    ['a flood of 1xx', 'HTTP/1.1 102 x\r\n\r\n'.repeat(10_000), 'protocol'],
    ['headers of 17 KiB', `${OK}x: ${'a'.repeat(17 * 1024)}\r\n\r\n`, 'headers_too_large'],
    ['100,000 header lines', `${OK}${'a: b\r\n'.repeat(100_000)}\r\n`, 'headers_too_large'],
    [
      'trailers of 17 KiB',
      `${OK}transfer-encoding: chunked\r\n\r\n0\r\nx: ${'a'.repeat(17 * 1024)}\r\n\r\n`,
      'response',
    ],
  ])('%s', async (_name, answer, code) => {
    const receiver = await rawReceiver((socket) => socket.write(answer, 'latin1'))
    const result = await post(egress(), receiver.port)
    if (code === 'response') expect(result).toMatchObject({ status: 200, bodyTruncated: true })
    else expect(result).toMatchObject({ outcome: 'failure', code, mayHaveReached: true })
    await receiver.allClosed()
    expect(receiver.connections).toHaveLength(1)
  })

  test.each<[string, (socket: Socket) => void]>([
    ['a reset', (socket) => socket.resetAndDestroy()],
    ['an end', (socket) => socket.end()],
    ['half a status line', (socket) => socket.end('HTTP/1.1 20')],
    ['half the headers', (socket) => socket.end('HTTP/1.1 200 x\r\ncontent-le')],
  ])('%s after the request', async (_name, end) => {
    const receiver = await rawReceiver(end)
    expect(await post(egress(), receiver.port)).toMatchObject({ code: 'reset', mayHaveReached: true })
  })

  test('a connection closed at once', async () => {
    const receiver = await rawReceiver('', { onConnection: (socket) => socket.destroy() })
    expect(await post(egress(), receiver.port)).toMatchObject({ outcome: 'failure', code: 'reset' })
  })

  test('after any of these the client goes on', async () => {
    const receiver = await rawReceiver((socket, _request, index) => socket.write(index === 0 ? 'nonsense' : http(200)))
    const client = egress()
    expect(await post(client, receiver.port)).toMatchObject({ code: 'protocol' })
    expect(await post(client, receiver.port)).toMatchObject({ status: 200 })
  })
})

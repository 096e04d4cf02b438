import { describe, expect, jest, test } from '@jest/globals'
import { closeAfterEach, egress, LOOPBACK, post } from '../test/egress.js'
import { http, rawReceiver } from '../test/raw-receiver.js'
import { parseCidrs } from './address-guard.js'
import type { Lookup, ResolvedAddress } from './lookup.js'

closeAfterEach()

const v4 = (address: string): ResolvedAddress => ({ address, family: 4 })
const v6 = (address: string): ResolvedAddress => ({ address, family: 6 })
const answering = (...addresses: ResolvedAddress[]): jest.MockedFunction<Lookup> =>
  jest.fn<Lookup>().mockResolvedValue(addresses)

const BLOCKED = {
  outcome: 'failure',
  code: 'blocked',
  message: 'destination not allowed',
  mayHaveReached: false,
  durationMs: expect.any(Number),
}

describe('blocked, without a connection', () => {
  test.each<[string, ResolvedAddress[]]>([
    ['loopback', [LOOPBACK]],
    ['a private address', [v4('10.0.0.1')]],
    ['metadata', [v4('169.254.169.254')]],
    ['a public and a private address', [v4('93.184.216.34'), LOOPBACK]],
    ['a public address and ::1', [v4('93.184.216.34'), v6('::1')]],
    ['an address in disguise', [v6('::ffff:127.0.0.1')]],
    ['500 addresses, the last one private', [...Array(499).fill(v4('93.184.216.34')), LOOPBACK]],
    ['a resolver that gives a name', [{ address: 'localhost', family: 4 }]],
  ])('a name with %s', async (_name, addresses) => {
    const receiver = await rawReceiver(http(200))
    const lookup = answering(...addresses)
    expect(await post(egress({ allowCidrs: [], lookup }), receiver.port)).toEqual(BLOCKED)
    expect(lookup.mock.calls).toEqual([['receiver.example']])
    expect(receiver.connections).toHaveLength(0)
  })

  test('a name with an allowed and a forbidden private address', async () => {
    const receiver = await rawReceiver(http(200))
    expect(await post(egress({ lookup: answering(LOOPBACK, v4('10.0.0.1')) }), receiver.port)).toEqual(BLOCKED)
    expect(receiver.connections).toHaveLength(0)
  })

  test.each(['127.0.0.1', '[::1]', '10.0.0.1', '169.254.169.254', '[::ffff:127.0.0.1]', '[64:ff9b::7f00:1]'])(
    'the address %s in the URL, and nobody is asked for it',
    async (host) => {
      const receiver = await rawReceiver(http(200))
      const lookup = answering(LOOPBACK)
      const url = `http://${host}:${receiver.port}/`
      expect(await post(egress({ allowCidrs: [], lookup }), receiver.port, { url })).toEqual(BLOCKED)
      expect(lookup).not.toHaveBeenCalled()
      expect(receiver.connections).toHaveLength(0)
    },
  )

  test('a name that was public when asked before (rebinding)', async () => {
    const receiver = await rawReceiver(http(200))
    const lookup = answering(v4('10.0.0.1')).mockResolvedValueOnce([LOOPBACK])
    const client = egress({ lookup, maxSocketAgeMs: 1 })
    expect(await post(client, receiver.port)).toMatchObject({ status: 200 })
    await new Promise((resolve) => setTimeout(resolve, 5))
    expect(await post(client, receiver.port)).toEqual(BLOCKED)
    expect(lookup).toHaveBeenCalledTimes(2)
    expect(receiver.connections).toHaveLength(1)
  })

  test('one look-up for each connection: what was checked is what is connected to', async () => {
    const receiver = await rawReceiver(http(200, '', 'connection: close'))
    const flip = jest.fn<Lookup>()
    for (let i = 0; i < 3; i++) flip.mockResolvedValueOnce([LOOPBACK]).mockResolvedValueOnce([v4('10.0.0.1')])
    const client = egress({ lookup: flip })
    const results = []
    for (let i = 0; i < 6; i++) results.push(await post(client, receiver.port))
    expect(results.map((result) => result.outcome)).toEqual(
      Array.from(results, (_, i) => (i % 2 === 0 ? 'response' : 'failure')),
    )
    expect(flip).toHaveBeenCalledTimes(6)
    expect(receiver.connections).toHaveLength(3)
  })
})

test('the peer is checked again after the connect, before a byte is sent', async () => {
  const receiver = await rawReceiver(http(200))
  const allowCidrs = parseCidrs('127.0.0.0/8')
  const lookup: Lookup = () => {
    // After the check of this answer, before the connection stands.
    setImmediate(() => allowCidrs.splice(0))
    return Promise.resolve([LOOPBACK])
  }
  expect(await post(egress({ allowCidrs, lookup }), receiver.port)).toEqual(BLOCKED)
  await receiver.allClosed()
  expect(receiver.requests).toHaveLength(0)
})

describe('not blocked', () => {
  test('localhost, where the deployment allows one kind of loopback', async () => {
    const receiver = await rawReceiver(http(200))
    const lookup = answering()
    const url = `http://localhost:${receiver.port}/`
    expect(await post(egress({ lookup }), receiver.port, { url })).toMatchObject({ status: 200 })
    expect(lookup).not.toHaveBeenCalled()
  })

  test('a name with two addresses of which one answers', async () => {
    const receiver = await rawReceiver(http(200))
    const lookup = answering(v4('127.0.0.77'), LOOPBACK)
    expect(await post(egress({ lookup }), receiver.port)).toMatchObject({ status: 200 })
    expect(receiver.connections).toHaveLength(1)
  })

  test('no proxy is used, whatever the environment says', async () => {
    const receiver = await rawReceiver(http(200))
    const proxy = await rawReceiver(http(502))
    const names = ['HTTP_PROXY', 'http_proxy', 'HTTPS_PROXY', 'ALL_PROXY']
    for (const name of names) process.env[name] = `http://127.0.0.1:${proxy.port}`
    try {
      expect(await post(egress(), receiver.port)).toMatchObject({ status: 200 })
    } finally {
      for (const name of names) delete process.env[name]
    }
    expect(proxy.connections).toHaveLength(0)
  })
})

describe('no connection', () => {
  test.each<[string, Lookup]>([
    ['fails', () => Promise.reject(new Error('SERVFAIL 10.1.1.1'))],
    ['finds nothing', () => Promise.resolve([])],
  ])('because the look-up %s', async (_name, lookup) => {
    expect(await post(egress({ lookup }), 8080)).toMatchObject({
      code: 'dns',
      message: 'the host name could not be resolved',
      mayHaveReached: false,
    })
  })

  test('because it is refused, by one address or by all', async () => {
    const receiver = await rawReceiver(http(200))
    await receiver.close()
    for (const lookup of [answering(LOOPBACK), answering(LOOPBACK, v4('127.0.0.2'))]) {
      const result = await post(egress({ lookup }), receiver.port)
      expect(result).toMatchObject({ code: 'refused', message: 'the connection was refused', mayHaveReached: false })
    }
  })

  test('because the look-up takes too long', async () => {
    const client = egress({ lookup: () => new Promise(() => undefined), connectTimeoutMs: 30 })
    expect(await post(client, 8080)).toMatchObject({ code: 'connect', mayHaveReached: false })
  })

  test('because there is no route', async () => {
    const client = egress({ allowCidrs: parseCidrs('255.255.255.255'), lookup: answering(v4('255.255.255.255')) })
    expect(await post(client, 8080)).toMatchObject({ code: 'connect', mayHaveReached: false })
  })
})

describe('refused before anything is done', () => {
  test.each<[string, string, string]>([
    ['http where only https is allowed', 'http://receiver.example/', 'invalid_url'],
    ['another scheme', 'ftp://receiver.example/', 'invalid_url'],
    ['no URL', 'x', 'invalid_url'],
    ['a user name', 'https://u@receiver.example/', 'invalid_url'],
    ['a port for something else', 'https://receiver.example:5432/', 'invalid_url'],
    ['a name from inside', 'https://metadata.google.internal/', 'invalid_url'],
    ['an address from inside', 'https://10.0.0.1/', 'blocked'],
  ])('%s', async (_name, url, code) => {
    const lookup = answering(LOOPBACK)
    const client = egress({ allowHttp: false, allowCidrs: [], lookup })
    expect(await post(client, 0, { url })).toMatchObject({ outcome: 'failure', code, mayHaveReached: false })
    expect(lookup).not.toHaveBeenCalled()
  })

  test.each<[string, Record<string, string>]>([
    ['Host', { Host: 'elsewhere.example' }],
    ['Content-Length', { 'Content-Length': '1' }],
    ['Transfer-Encoding', { 'transfer-encoding': 'chunked' }],
    ['Connection', { connection: 'close' }],
    ['Accept-Encoding', { 'accept-encoding': 'gzip' }],
    ['__proto__', JSON.parse('{"__proto__":"x"}') as Record<string, string>],
    ['an injected line', { 'x-a': 'a\r\nX-Evil: 1' }],
    ['a value beyond ASCII', { 'x-a': 'é' }],
    ['a name with a blank', { 'x a': 'a' }],
    ['a name with a line break', { 'x\r\na': 'a' }],
    ['an empty name', { '': 'a' }],
  ])('a header that must not be sent: %s', async (_name, headers) => {
    const receiver = await rawReceiver(http(200))
    expect(await post(egress(), receiver.port, { headers })).toMatchObject({
      code: 'invalid_request',
      mayHaveReached: false,
    })
    expect(receiver.requests).toHaveLength(0)
  })

  test('a method that is not one', async () => {
    const receiver = await rawReceiver(http(200))
    const client = egress()
    for (const method of ['POST / HTTP/1.1\r\nx:', 'CONNECT', '']) {
      expect(await post(client, receiver.port, { method: method as 'POST' })).toMatchObject({ code: 'invalid_request' })
    }
    expect(receiver.requests).toHaveLength(0)
  })
})

import { afterEach, describe, expect, test } from '@jest/globals'
import { closeAfterEach, egress, post } from '../test/egress.js'
import { type DnsAnswer, type NameServer, nameServer } from '../test/name-server.js'
import { http, rawReceiver } from '../test/raw-receiver.js'
import { createLookup } from './lookup.js'

closeAfterEach()

const servers: NameServer[] = []
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()))
})

async function zone(a: DnsAnswer, aaaa: DnsAnswer): Promise<NameServer> {
  const server = await nameServer((_name, type) => (type === 'A' ? a : aaaa))
  servers.push(server)
  return server
}

describe('addresses', () => {
  test.each<[string, DnsAnswer, DnsAnswer, string[]]>([
    ['of both kinds, IPv4 first', ['192.0.2.1', '192.0.2.2'], ['2001::1'], ['192.0.2.1', '192.0.2.2', '2001::1']],
    ['of IPv4 only', ['192.0.2.1'], [], ['192.0.2.1']],
    ['of IPv6 only', 'NXDOMAIN', ['2001::1'], ['2001::1']],
    ['though one query fails', ['192.0.2.1'], 'SERVFAIL', ['192.0.2.1']],
    ['though one query is not answered', 'silence', ['2001::1'], ['2001::1']],
  ])('%s', async (_name, a, aaaa, expected) => {
    const server = await zone(a, aaaa)
    const found = await createLookup({ servers: [server.address], timeoutMs: 30 })('receiver.example')
    expect(found.map(({ address }) => address)).toEqual(expected)
    expect(found.every(({ address, family }) => address.includes(':') === (family === 6))).toBe(true)
  })

  test('of a name that is asked for again: there is no cache', async () => {
    const server = await zone(['192.0.2.1'], [])
    const lookup = createLookup({ servers: [server.address] })
    await lookup('receiver.example')
    await lookup('receiver.example')
    expect(server.queries.filter((query) => query.endsWith(' A'))).toHaveLength(2)
  })
})

describe('none', () => {
  test.each<[string, DnsAnswer]>([
    ['does not exist', 'NXDOMAIN'],
    ['has no address', []],
    ['has a broken server', 'SERVFAIL'],
    ['has a silent server', 'silence'],
  ])('when the name %s', async (_name, answer) => {
    const server = await zone(answer, answer)
    const lookup = createLookup({ servers: [server.address], timeoutMs: 20 })
    await expect(lookup('receiver.example')).rejects.toMatchObject({ code: 'dns' })
  })
})

test('the system is asked for a name that DNS does not know, where that is wanted', async () => {
  const server = await zone('NXDOMAIN', 'NXDOMAIN')
  const options = { servers: [server.address], timeoutMs: 20 }
  expect(await createLookup({ ...options, useSystem: true })('localhost')).toContainEqual({
    address: '127.0.0.1',
    family: 4,
  })
  const broken = await zone('SERVFAIL', 'NXDOMAIN')
  const lookup = createLookup({ servers: [broken.address], timeoutMs: 20, useSystem: true })
  await expect(lookup('localhost')).rejects.toMatchObject({ code: 'dns' })
})

test('with the client: a flip between two answers is seen, a mixed answer blocked', async () => {
  const receiver = await rawReceiver(http(200, '', 'connection: close'))
  let a: DnsAnswer = ['127.0.0.1']
  let aaaa: DnsAnswer = []
  const server = await nameServer((_name, type) => (type === 'A' ? a : aaaa))
  servers.push(server)
  const client = egress({ lookup: createLookup({ servers: [server.address], timeoutMs: 100 }) })
  expect(await post(client, receiver.port)).toMatchObject({ status: 200 })
  a = ['10.0.0.1']
  expect(await post(client, receiver.port)).toMatchObject({ code: 'blocked' })
  a = ['127.0.0.1']
  aaaa = ['fd00::1']
  expect(await post(client, receiver.port)).toMatchObject({ code: 'blocked' })
  aaaa = 'SERVFAIL'
  expect(await post(client, receiver.port)).toMatchObject({ status: 200 })
  expect(receiver.connections).toHaveLength(2)
})

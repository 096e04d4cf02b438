import { createSocket } from 'node:dgram'
import { once } from 'node:events'

/** What a name server says: addresses (none = no data), an error code, or nothing at all. */
export type DnsAnswer = readonly string[] | 'NXDOMAIN' | 'SERVFAIL' | 'silence'

export interface NameServer {
  /** `address:port` */
  readonly address: string
  /** `<name> <A|AAAA>` of each query, repeated ones included. */
  readonly queries: string[]
  close(): Promise<void>
}

const RCODE = { NXDOMAIN: 3, SERVFAIL: 2 } as const
const TYPE = new Map([
  [1, 'A'],
  [28, 'AAAA'],
])

/** A name server on loopback. `answer` gets the name and the type of each query. */
export async function nameServer(answer: (name: string, type: string) => DnsAnswer): Promise<NameServer> {
  const socket = createSocket('udp4')
  const queries: string[] = []
  socket.on('message', (query, peer) => {
    const { name, type, end } = question(query)
    queries.push(`${name} ${type}`)
    const said = answer(name, type)
    if (said !== 'silence') socket.send(reply(query.subarray(0, end), said), peer.port, peer.address)
  })
  socket.bind(0, '127.0.0.1')
  await once(socket, 'listening')
  return {
    address: `127.0.0.1:${socket.address().port}`,
    queries,
    close: async () => {
      socket.close()
      await once(socket, 'close')
    },
  }
}

function question(query: Buffer): { name: string; type: string; end: number } {
  const labels: string[] = []
  let at = 12
  for (let length = query.readUInt8(at); length > 0; length = query.readUInt8(at)) {
    labels.push(query.toString('latin1', at + 1, at + 1 + length))
    at += 1 + length
  }
  return { name: labels.join('.'), type: TYPE.get(query.readUInt16BE(at + 1)) ?? '?', end: at + 5 }
}

function reply(query: Buffer, said: readonly string[] | 'NXDOMAIN' | 'SERVFAIL'): Buffer {
  const addresses = typeof said === 'string' ? [] : said
  const head = Buffer.from(query)
  head.writeUInt16BE(0x8180 | (typeof said === 'string' ? RCODE[said] : 0), 2)
  head.writeUInt16BE(addresses.length, 6)
  head.writeUInt32BE(0, 8)
  return Buffer.concat([head, ...addresses.map(record)])
}

function record(address: string): Buffer {
  const data = address.includes(':') ? v6(address) : Buffer.from(address.split('.').map(Number))
  const head = Buffer.from([0xc0, 12, 0, data.length === 4 ? 1 : 28, 0, 1, 0, 0, 0, 0, 0, data.length])
  return Buffer.concat([head, data])
}

/** Of the form `a::b`. */
function v6(address: string): Buffer {
  const [head = '', tail = ''] = address.split('::')
  const bytes = Buffer.alloc(16)
  bytes.writeUInt16BE(Number.parseInt(head || '0', 16), 0)
  bytes.writeUInt16BE(Number.parseInt(tail || '0', 16), 14)
  return bytes
}

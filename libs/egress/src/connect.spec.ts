import { expect, test } from '@jest/globals'
import type { Socket } from 'node:net'
import { closeAfterEach, LOOPBACK } from '../test/egress.js'
import { http, rawReceiver } from '../test/raw-receiver.js'
import { parseCidrs } from './address-guard.js'
import { type ConnectPolicy, type Endpoint, openSocket, trustStore } from './connect.js'
import type { EgressFault } from './egress-fault.js'

closeAfterEach()

const policy: ConnectPolicy = {
  allowCidrs: parseCidrs('127.0.0.0/8'),
  lookup: () => Promise.resolve([LOOPBACK]),
  connectTimeoutMs: 1000,
  tlsTimeoutMs: 1000,
  secureContext: trustStore(),
}

function opened(endpoint: Endpoint, change: Partial<ConnectPolicy> = {}): Promise<EgressFault | Socket> {
  return new Promise((resolve) => {
    openSocket(endpoint, { ...policy, ...change }, (fault, socket) => resolve(fault ?? socket))
  })
}

test('a literal address is checked here too, though Node makes no look-up for it', async () => {
  const { port, connections } = await rawReceiver(http(200))
  const endpoint = { hostname: '127.0.0.1', port, secure: false }
  expect(await opened(endpoint, { allowCidrs: [] })).toMatchObject({ code: 'blocked' })
  expect(connections).toHaveLength(0)
  expect(await opened(endpoint)).toMatchObject({ remotePort: port })
})

test('an answer with more addresses than are tried is checked to its end', async () => {
  const many = [...Array.from({ length: 100 }, () => LOOPBACK), { address: '10.0.0.1', family: 4 as const }]
  const endpoint = { hostname: 'receiver.example', port: 8080, secure: false }
  expect(await opened(endpoint, { lookup: () => Promise.resolve(many) })).toMatchObject({ code: 'blocked' })
})

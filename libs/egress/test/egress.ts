import { afterEach } from '@jest/globals'
import { parseCidrs } from '../src/address-guard.js'
import { createEgressClient, type EgressClient, type EgressOptions, type EgressRequest } from '../src/client.js'
import type { ResolvedAddress } from '../src/lookup.js'
import type { EgressResult } from '../src/result.js'
import { closeReceivers } from './raw-receiver.js'

export const LOOPBACK: ResolvedAddress = { address: '127.0.0.1', family: 4 }

const clients: EgressClient[] = []

/** A client that may reach loopback, and for which every name is there. Closed after the test. */
export function egress(options: Partial<EgressOptions> = {}): EgressClient {
  const client = createEgressClient({
    allowCidrs: parseCidrs('127.0.0.0/8'),
    allowHttp: true,
    lookup: () => Promise.resolve([LOOPBACK]),
    ...options,
  })
  clients.push(client)
  return client
}

/** Posts `{}` to `/hook` of a receiver, by name. */
export function post(client: EgressClient, port: number, change: Partial<EgressRequest> = {}): Promise<EgressResult> {
  return client.send({
    url: `http://receiver.example:${port}/hook`,
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: Buffer.from('{}'),
    deadlineMs: 5000,
    ...change,
  })
}

export const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

/** Closes what a test has opened. To be called once in each spec. */
export function closeAfterEach(): void {
  afterEach(async () => {
    await Promise.all(clients.splice(0).map((client) => client.close()))
    await closeReceivers()
  })
}

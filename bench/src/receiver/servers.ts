import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import type { ListenOptions } from './calls.ts'

export type Handle = (request: IncomingMessage, response: ServerResponse) => void

const KEEP_ALIVE_MS = 65_000

/** One server for each address, all on the port that the first one gets. */
export async function listen({ addresses, tls }: ListenOptions, handle: Handle): Promise<number> {
  let port = 0
  for (let last = 1; last <= addresses; last += 1) {
    const server = tls === undefined ? createServer(handle) : createTlsServer(tls, handle)
    server.keepAliveTimeout = KEEP_ALIVE_MS
    server.requestTimeout = 0
    server.listen({ port, host: `127.0.${last >> 8}.${last & 0xff}`, backlog: 4_096 })
    await once(server, 'listening')
    port = (server.address() as AddressInfo).port
  }
  return port
}

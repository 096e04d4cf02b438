import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import { createServer as createTlsServer, type TlsOptions } from 'node:tls'
import { isAllowedPort } from '../src/ports.js'

export const pem = (name: string): string => readFileSync(new URL(`certs/${name}`, import.meta.url), 'utf8')

export interface RawReceiver {
  readonly port: number
  /** Accepted TCP connections so far. */
  readonly connections: Socket[]
  /** Whole requests so far, as text. */
  readonly requests: string[]
  /** Resolves when every accepted connection is closed. */
  allClosed(): Promise<void>
  close(): Promise<void>
}

export interface ReceiverOptions {
  readonly tls?: TlsOptions
  readonly host?: string
  /** Called for each connection at once; with it nothing is read. */
  readonly onConnection?: (socket: Socket) => void
}

export type Answer = string | Buffer | ((socket: Socket, request: string, index: number) => void)

const open = new Set<RawReceiver>()

/** Closes every receiver that a test has opened. */
export async function closeReceivers(): Promise<void> {
  await Promise.all([...open].map((receiver) => receiver.close()))
}

/** A server on loopback that answers each request with exactly the given bytes. */
export async function rawReceiver(answer: Answer, options: ReceiverOptions = {}): Promise<RawReceiver> {
  const connections: Socket[] = []
  const requests: string[] = []
  const serve = (socket: Socket): void => {
    if (options.onConnection) return options.onConnection(socket)
    readRequests(socket, (request) => {
      requests.push(request)
      if (typeof answer === 'function') answer(socket, request, requests.length - 1)
      else socket.write(answer)
    })
  }
  const accept = (socket: Socket): void => {
    socket.on('error', () => undefined)
    connections.push(socket)
  }
  const server = options.tls ? createTlsServer(options.tls, serve) : createServer(serve)
  server.on('connection', accept).on('tlsClientError', () => undefined)
  const receiver: RawReceiver = {
    port: await listen(server, options.host ?? '127.0.0.1'),
    connections,
    requests,
    allClosed: async () => {
      await Promise.all(connections.map(closed))
    },
    close: async () => {
      open.delete(receiver)
      for (const socket of connections) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
  open.add(receiver)
  return receiver
}

/** On a free port that a URL may name. */
async function listen(server: Server, host: string): Promise<number> {
  for (;;) {
    server.listen(0, host)
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    if (isAllowedPort(port)) return port
    server.close()
    await once(server, 'close')
  }
}

/** Not `once` of node:events, which rejects when the connection is reset. */
function closed(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    if (socket.closed) resolve()
    else socket.once('close', () => resolve())
  })
}

function readRequests(socket: Socket, onRequest: (request: string) => void): void {
  let pending = ''
  socket.setEncoding('latin1').on('data', (chunk: string) => {
    pending += chunk
    for (let end = requestEnd(pending); end > 0; end = requestEnd(pending)) {
      const request = pending.slice(0, end)
      pending = pending.slice(end)
      onRequest(request)
    }
  })
}

function requestEnd(text: string): number {
  const head = text.indexOf('\r\n\r\n')
  if (head === -1) return 0
  const length = /\r\ncontent-length: (\d+)/i.exec(text.slice(0, head + 2))
  const end = head + 4 + Number(length?.[1] ?? 0)
  return text.length >= end ? end : 0
}

/** An answer with status, content length and body. */
export function http(status: number | string, body = '', ...headers: string[]): string {
  const lines = [`HTTP/1.1 ${status} x`, ...headers, `content-length: ${Buffer.byteLength(body)}`, '', body]
  return lines.join('\r\n')
}

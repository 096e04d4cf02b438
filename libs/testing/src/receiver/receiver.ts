import { once } from 'node:events'
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { waitFor } from '../wait-for.js'
import { type Answer, sendAnswer } from './answer.js'

/** A request as it came over the wire. */
export interface ReceivedRequest {
  readonly method: string
  /** Path and query, as sent. */
  readonly path: string
  /** Names in lower case; a repeated header is joined by ", ". */
  readonly headers: Readonly<Record<string, string>>
  /** Names and values as sent, alternating. */
  readonly rawHeaders: readonly string[]
  readonly body: Buffer
  /** Milliseconds since the epoch at which the last byte was there. */
  readonly receivedAt: number
}

/** Decides on the answer; the index counts requests from 0. */
export type Handler = (request: ReceivedRequest, index: number) => Answer | Promise<Answer>

export interface ReceiverOptions {
  /** Default: 200 without a body. */
  readonly handler?: Handler
  readonly tls?: { readonly key: string; readonly cert: string }
  readonly port?: number
}

export interface Receiver {
  readonly url: string
  readonly port: number
  /** Every request whose body has arrived, oldest first. */
  readonly requests: readonly ReceivedRequest[]
  /** Answers all further requests this way. */
  answerWith(handler: Handler | Answer): void
  /** Resolves with all requests once there are n. */
  waitForRequests(n: number, deadlineMs?: number): Promise<readonly ReceivedRequest[]>
  /** Cuts all connections and stops listening. */
  close(): Promise<void>
}

/** Starts a real HTTP (or HTTPS) receiver on loopback that keeps every request. */
export async function startReceiver(options: ReceiverOptions = {}): Promise<Receiver> {
  const requests: ReceivedRequest[] = []
  let handler: Handler = options.handler ?? (() => ({}))
  const serve = async (message: IncomingMessage, response: ServerResponse): Promise<void> => {
    const request = await receive(message)
    await sendAnswer(await handler(request, requests.push(request) - 1), response)
  }
  const listener = (message: IncomingMessage, response: ServerResponse): void => {
    response.on('error', () => undefined)
    // A handler that throws, as one with expectations does, is seen by the sender as a connection that breaks off.
    serve(message, response).catch(() => response.destroy())
  }
  const server: Server = options.tls ? createTlsServer(options.tls, listener) : createServer(listener)
  server.listen(options.port ?? 0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    url: `${options.tls ? 'https' : 'http'}://127.0.0.1:${port}`,
    port,
    requests,
    answerWith: (next) => (handler = typeof next === 'function' ? next : () => next),
    waitForRequests: async (n, deadlineMs = 10_000) => {
      const what = () => `${n} requests at the receiver; it has ${requests.length}`
      await waitFor(() => requests.length >= n, { what, deadlineMs, everyMs: 5 })
      return requests
    },
    close: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

async function receive(message: IncomingMessage): Promise<ReceivedRequest> {
  const chunks: Buffer[] = []
  for await (const chunk of message) chunks.push(chunk as Buffer)
  return {
    method: message.method ?? '',
    path: message.url ?? '',
    headers: joined(message.headers),
    rawHeaders: message.rawHeaders,
    body: Buffer.concat(chunks),
    receivedAt: Date.now(),
  }
}

function joined(headers: IncomingHttpHeaders): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value ?? ''].flat().join(', ')]))
}

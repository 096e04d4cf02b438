import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { verifyStandard } from '@hookline/signing'
import { page } from './page.ts'
import type { Received } from './received.ts'

const KEPT = 200
const LONGEST_BODY = 5 * 1024 * 1024

/** A receiver as a customer would write one, with a page that shows what came. */
export interface DemoReceiver {
  readonly url: string
  /** The secrets that signatures are checked with from now on. */
  trust(secrets: readonly string[]): void
  /** Resolves with the webhook of this id, which may have come already. */
  received(id: string, deadlineMs: number): Promise<Received>
  close(): Promise<void>
}

/** Starts the demo receiver on loopback. */
export async function startReceiver(port: number): Promise<DemoReceiver> {
  const kept: Received[] = []
  const waiting = new Map<string, (item: Received) => void>()
  let secrets: readonly string[] = []

  const keep = (item: Received) => {
    kept.push(item)
    if (kept.length > KEPT) kept.shift()
    if (item.id !== undefined) waiting.get(item.id)?.(item)
  }
  const server = createServer((request, response) => {
    if (request.method === 'GET') return show(request, response, kept)
    receive(request, secrets).then(
      (item) => {
        keep(item)
        response.writeHead(item.verified ? 204 : 401).end()
      },
      () => response.destroy(),
    )
  })
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${port}`,
    trust: (next) => (secrets = next),
    received: (id, deadlineMs) => {
      const found = kept.find((item) => item.id === id)
      return found === undefined ? untilReceived(id, deadlineMs, waiting) : Promise.resolve(found)
    },
    close: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

async function untilReceived(id: string, deadlineMs: number, waiting: Map<string, (item: Received) => void>) {
  const { promise, resolve, reject } = Promise.withResolvers<Received>()
  const late = () => reject(new Error(`event ${id} did not arrive at the demo receiver within ${deadlineMs / 1000} s`))
  const timer = setTimeout(late, deadlineMs)
  waiting.set(id, resolve)
  try {
    return await promise
  } finally {
    clearTimeout(timer)
    waiting.delete(id)
  }
}

async function receive(request: IncomingMessage, secrets: readonly string[]): Promise<Received> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length
    if (length > LONGEST_BODY) throw new Error('the body is too long')
    chunks.push(chunk)
  }
  const body = Buffer.concat(chunks)
  const headers = Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [name, [value ?? ''].flat().join(', ')]),
  )
  const verdict = verifyStandard({
    secrets,
    id: headers['webhook-id'],
    timestamp: headers['webhook-timestamp'],
    signature: headers['webhook-signature'],
    body,
    nowSeconds: Math.floor(Date.now() / 1000),
  })
  return {
    id: headers['webhook-id'],
    receivedAt: new Date().toISOString(),
    method: request.method ?? '',
    path: request.url ?? '',
    headers,
    body: body.toString('utf8'),
    verified: verdict.ok,
    reason: verdict.ok ? undefined : verdict.message,
  }
}

function show(request: IncomingMessage, response: ServerResponse, kept: readonly Received[]): void {
  const path = request.url?.split('?', 1)[0]
  if (path === '/') {
    const security = { 'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'" }
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', ...security }).end(page(kept))
  } else if (path === '/received.json') {
    const body = JSON.stringify(kept.toReversed(), undefined, 2)
    response.writeHead(200, { 'content-type': 'application/json' }).end(body)
  } else {
    response.writeHead(404).end()
  }
}

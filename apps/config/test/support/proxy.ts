import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net'

/** Makes a server look stopped to those who reach it through here, while others still use it. */
export interface Proxy {
  readonly port: number
  /** Cuts every connection and refuses new ones. */
  down(): Promise<void>
  up(): Promise<void>
}

interface Target {
  hostname: string
  port: number
}

export async function startProxy(target: Target): Promise<Proxy> {
  const sockets = new Set<Socket>()
  const accept = (client: Socket): void => {
    const server = connect(target.port, target.hostname)
    join(client, server, sockets)
    join(server, client, sockets)
  }
  let listener = await listen(accept, 0)
  const { port } = listener.address() as AddressInfo
  const down = async (): Promise<void> => {
    if (!listener.listening) return
    listener.close()
    for (const socket of sockets) socket.destroy()
    await once(listener, 'close')
  }
  const up = async (): Promise<void> => {
    if (!listener.listening) listener = await listen(accept, port)
  }
  return { port, down, up }
}

function join(from: Socket, to: Socket, sockets: Set<Socket>): void {
  sockets.add(from)
  from.on('error', () => to.destroy())
  from.on('close', () => {
    sockets.delete(from)
    to.destroy()
  })
  from.pipe(to)
}

async function listen(accept: (socket: Socket) => void, port: number): Promise<Server> {
  const server = createServer(accept).listen(port, '127.0.0.1')
  await once(server, 'listening')
  return server
}

/** The same database, reached through the proxy. */
export async function startDatabaseProxy(databaseUrl: string): Promise<{ url: string; proxy: Proxy }> {
  const url = new URL(databaseUrl)
  const proxy = await startProxy({ hostname: url.hostname, port: Number(url.port) })
  url.hostname = '127.0.0.1'
  url.port = String(proxy.port)
  return { url: url.href, proxy }
}

export async function freePort(): Promise<number> {
  const server = await listen(() => undefined, 0)
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

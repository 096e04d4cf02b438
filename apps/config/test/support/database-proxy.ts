import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { once } from 'node:events'

/** A server that can be away for some and not for others: bytes go through while it is up. */
export interface DatabaseProxy {
  readonly url: string
  /** Cuts every connection and refuses new ones, as a stopped server does. */
  down(): Promise<void>
  up(): Promise<void>
  close(): Promise<void>
}

export async function startDatabaseProxy(databaseUrl: string): Promise<DatabaseProxy> {
  const target = new URL(databaseUrl)
  const sockets = new Set<Socket>()
  const accept = (client: Socket): void => {
    const server = connect(Number(target.port), target.hostname)
    for (const [from, to] of [
      [client, server],
      [server, client],
    ] as const) {
      sockets.add(from)
      from.on('error', () => to.destroy())
      from.on('close', () => (sockets.delete(from), to.destroy()))
      from.pipe(to)
    }
  }
  let listener = await listen(accept, 0)
  const { port } = listener.address() as AddressInfo
  const down = async (): Promise<void> => {
    listener.close()
    for (const socket of sockets) socket.destroy()
    await once(listener, 'close')
  }
  const url = new URL(databaseUrl)
  url.hostname = '127.0.0.1'
  url.port = String(port)
  return {
    url: url.href,
    down,
    up: async () => void (listener = await listen(accept, port)),
    close: () => (listener.listening ? down() : Promise.resolve()),
  }
}

async function listen(accept: (socket: Socket) => void, port: number): Promise<Server> {
  const server = createServer(accept).listen(port, '127.0.0.1')
  await once(server, 'listening')
  return server
}

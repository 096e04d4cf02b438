import { once } from 'node:events'
import { createServer } from 'node:net'
import { errorCode, messageOf } from './errors.js'

const LOOPBACK = '127.0.0.1'

/** A loopback port that nobody listens on right now, chosen by the operating system. */
export async function freePort(): Promise<number> {
  return listenOnce(0)
}

/** Throws an error that names the port and the variable that moves it, when somebody listens on the port already. */
export async function assertPortFree(port: number, envName: string): Promise<void> {
  try {
    await listenOnce(port)
  } catch (error) {
    throw new Error(`${describe(port, error)}: stop what uses it, or choose another port with ${envName}=<port>`, {
      cause: error,
    })
  }
}

async function listenOnce(port: number): Promise<number> {
  const server = createServer()
  server.listen({ port, host: LOOPBACK, exclusive: true })
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('the probe socket has no port')
  return address.port
}

function describe(port: number, error: unknown): string {
  const code = errorCode(error)
  if (code === 'EADDRINUSE') return `port ${port} is in use`
  if (code === 'EACCES') return `port ${port} needs more rights than this user has`
  return `port ${port} cannot be used (${messageOf(error)})`
}

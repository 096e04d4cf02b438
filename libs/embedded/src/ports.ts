import { randomInt } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { errorCode, messageOf } from './errors.js'

const LOOPBACK = '127.0.0.1'

// Below the range from which systems take the ports of outgoing connections: a port from there can be gone again
// before it is used.
const LOWEST = 20_000
const HIGHEST = 32_000
const TRIES = 50
const given = new Set<number>()

/** A loopback port that nobody listens on right now and that this process has not been given before. */
export async function freePort(): Promise<number> {
  for (let tries = 0; tries < TRIES; tries += 1) {
    const port = randomInt(LOWEST, HIGHEST)
    if (!given.has(port) && (await isFree(port))) {
      given.add(port)
      return port
    }
  }
  throw new Error(`no free port between ${LOWEST} and ${HIGHEST} in ${TRIES} tries`)
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

async function isFree(port: number): Promise<boolean> {
  return listenOnce(port).then(
    () => true,
    () => false,
  )
}

async function listenOnce(port: number): Promise<void> {
  const server = createServer()
  server.listen({ port, host: LOOPBACK, exclusive: true })
  await once(server, 'listening')
  server.close()
  await once(server, 'close')
}

function describe(port: number, error: unknown): string {
  const code = errorCode(error)
  if (code === 'EADDRINUSE') return `port ${port} is in use`
  if (code === 'EACCES') return `port ${port} needs more rights than this user has`
  return `port ${port} cannot be used (${messageOf(error)})`
}

import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'
import { afterEach, expect, test } from '@jest/globals'

/** The built gateway as a process of its own, with no broker to be found. */
const MAIN = new URL('../dist/main.js', import.meta.url).pathname
const MASTER = `k:${Buffer.alloc(32, 1).toString('base64')}`
const ENV = {
  KAFKA_BROKERS: '127.0.0.1:1',
  HOOKLINE_ADMIN_KEY: 'an-admin-key-for-specs',
  HOOKLINE_MASTER_KEYS: MASTER,
  HOOKLINE_HOST: '127.0.0.1',
}

const children: ChildProcess[] = []
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL')
})

function start(env: Record<string, string>): { child: ChildProcess; output: () => string; exited: Promise<unknown[]> } {
  const child = spawn(process.execPath, [MAIN], { env })
  children.push(child)
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data: Buffer) => (output += data.toString()))
  return { child, output: () => output, exited: once(child, 'exit') }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

async function untilAlive(url: string): Promise<void> {
  for (;;) {
    const answer = await fetch(`${url}/healthz`).catch(() => undefined)
    if (answer?.status === 200) return
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

test('starts without a broker, is alive but not ready, and ends with 0 on SIGTERM', async () => {
  const port = await freePort()
  const { child, exited } = start({ ...ENV, HOOKLINE_PORT_GATEWAY: String(port) })
  await untilAlive(`http://127.0.0.1:${port}`)
  expect((await fetch(`http://127.0.0.1:${port}/readyz`)).status).toBe(503)
  child.kill('SIGTERM')
  expect(await exited).toEqual([0, null])
}, 30_000)

test('a client that never ends its request does not hold up the end', async () => {
  const port = await freePort()
  const { child, exited } = start({ ...ENV, HOOKLINE_PORT_GATEWAY: String(port) })
  await untilAlive(`http://127.0.0.1:${port}`)
  const body = new ReadableStream({ start: (controller) => controller.enqueue(new Uint8Array([123])) })
  const slow = fetch(`http://127.0.0.1:${port}/healthz`, { method: 'POST', body, duplex: 'half' }).catch(
    () => undefined,
  )
  await new Promise((resolve) => setTimeout(resolve, 200))
  child.kill('SIGTERM')
  expect(await exited).toEqual([0, null])
  await slow
}, 30_000)

test.each<[string, Record<string, string>, string[]]>([
  ['B185 nothing set', { KAFKA_BROKERS: '' }, ['KAFKA_BROKERS is missing']],
  ['B185 a short admin key', { ...ENV, HOOKLINE_ADMIN_KEY: 'short' }, ['HOOKLINE_ADMIN_KEY must be 16']],
  [
    'B185 a master key of 31 bytes',
    { ...ENV, HOOKLINE_MASTER_KEYS: `k:${Buffer.alloc(31, 7).toString('base64')}` },
    ['HOOKLINE_MASTER_KEYS must be'],
  ],
  [
    'B185 PORT=abc, a limit below zero, no address range',
    { ...ENV, HOOKLINE_PORT_GATEWAY: 'abc', HOOKLINE_LIMIT_EVENT_BYTES: '-1', HOOKLINE_TRUSTED_PROXIES: '10.0.0.0/99' },
    ['HOOKLINE_PORT_GATEWAY', 'HOOKLINE_LIMIT_EVENT_BYTES', 'HOOKLINE_TRUSTED_PROXIES'],
  ],
])(
  '%s: refuses to start, names the variable, shows no value',
  async (_, env, named) => {
    const { exited, output } = start(env)
    expect((await exited)[0]).toBe(1)
    for (const name of named) expect(output()).toContain(name)
    for (const value of ['short\n', Buffer.alloc(31, 7).toString('base64'), 'abc', '10.0.0.0/99'])
      expect(output()).not.toContain(value)
    expect(output()).not.toContain(' at ')
  },
  30_000,
)

test('a port in use is said, not waited for', async () => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const { exited, output } = start({ ...ENV, HOOKLINE_PORT_GATEWAY: String(port) })
  expect((await exited)[0]).toBe(1)
  expect(output()).toMatch(/EADDRINUSE/)
  server.close()
}, 30_000)

import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { expect, test } from '@jest/globals'
import { assertPortFree, freePort } from './ports.js'

test('a free port can be listened on', async () => {
  const port = await freePort()
  await expect(assertPortFree(port, 'SOME_PORT')).resolves.toBeUndefined()
})

test('a port in use is an error that names the port and the variable that moves it', async () => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const checked = assertPortFree(port, 'HOOKLINE_PORT_GATEWAY').finally(() => server.close())
  await expect(checked).rejects.toThrow(
    `port ${port} is in use: stop what uses it, or choose another port with HOOKLINE_PORT_GATEWAY=<port>`,
  )
})

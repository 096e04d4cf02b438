import { fileURLToPath } from 'node:url'
import { afterEach, expect, test } from '@jest/globals'
import { type Service, spawnService } from '../src/services/service.js'

const entry = fileURLToPath(new URL('fixtures/service.mjs', import.meta.url))
let service: Service | undefined
afterEach(async () => void (await service?.stop()))

test('a service is ready when it is given, and can be killed, started again and stopped', async () => {
  service = await spawnService({ app: 'gateway', entry, env: {} })
  const first = service.pid
  expect((await fetch(service.url)).status).toBe(200)
  expect(await service.kill()).toEqual({ code: null, signal: 'SIGKILL' })
  await expect(fetch(service.url)).rejects.toThrow('fetch failed')
  await service.start()
  expect(service.pid).not.toBe(first)
  expect(service.logs()).toContain(`pid ${first}\npid ${service.pid}\n`)
  expect(await service.stop()).toEqual({ code: 0, signal: null })
})

test('a service that does not start says why', async () => {
  const started = spawnService({ app: 'gateway', entry, env: { FAIL: '1' } })
  await expect(started).rejects.toThrow(
    'gateway did not become ready; its last lines:\nthe environment is not complete',
  )
})

test('a service is not given our own variables', async () => {
  process.env['FAIL'] = 'yes'
  service = await spawnService({ app: 'gateway', entry, env: {} })
  delete process.env['FAIL']
  expect(service.logs()).toContain('pid')
})

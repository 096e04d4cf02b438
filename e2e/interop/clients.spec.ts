import { execFileSync } from 'node:child_process'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { TOPICS } from '@hookline/event-schemas'
import { startReceiver, startStack, waitFor, type Receiver, type Stack } from '@hookline/testing'
import { kcat, pythonWithClients, runPython } from './tools.js'

let stack: Stack
let receiver: Receiver
let tenant: string
let python: string
let topic: string
const secrets: Record<string, string> = { standard: '', 'jwt-signature': 'your-secret-key' }

beforeAll(async () => {
  python = await pythonWithClients()
  stack = await startStack()
  topic = `${stack.topicPrefix}${TOPICS.events}`
  receiver = await startReceiver()
  tenant = (await stack.api.createTenant()).id
  secrets['standard'] = (await stack.api.createWebhook(tenant, { url: `${receiver.url}/standard` })).secret
  await stack.api.createWebhook(tenant, {
    url: `${receiver.url}/jwt-signature`,
    profile: 'jwt-signature',
    secret: secrets['jwt-signature'],
  })
}, 300_000)
afterAll(async () => {
  await receiver?.close()
  await stack?.stop()
})

const bodies = (path: string): string[] =>
  receiver.requests.filter((request) => request.path === path).map(({ body }) => body.toString())

async function deadLetters(): Promise<string[]> {
  const args = ['-b', stack.brokers, '-t', `${stack.topicPrefix}${TOPICS.deadLetter}`, '-C', '-e', '-q', '-f', '%s\n']
  return execFileSync(await kcat(), args, { encoding: 'utf8' })
    .trimEnd()
    .split('\n')
}

test('records of confluent-kafka (Python), structured and binary, are delivered once; a broken one becomes a dead letter', async () => {
  expect(runPython(python, 'produce.py', [stack.brokers, topic, tenant])).toEqual(['ok'])
  await receiver.waitForRequests(4)
  expect(bodies('/standard').toSorted()).toEqual(
    ['{ "from": "binary", "n": 1.10 }', '{"from": "structured"}'].toSorted(),
  )
  await waitFor(async () => (await deadLetters()).includes('broken'), { what: 'the broken record in the dead letters' })
})

test('a record of kcat (librdkafka) is delivered', async () => {
  const before = receiver.requests.length
  const headers = ['specversion=1.0', 'id=kcat-1', 'source=/kcat', 'type=order.created', `tenantkey=${tenant}`]
  const flags = headers.flatMap((header) => ['-H', `ce_${header}`])
  const args = ['-b', stack.brokers, '-t', topic, '-P', ...flags, '-H', 'content-type=application/json']
  execFileSync(await kcat(), args, { input: '{"from":"kcat"}' })
  await receiver.waitForRequests(before + 2)
  expect(bodies('/standard')).toContain('{"from":"kcat"}')
})

test('standardwebhooks, python-jose and PyJWT verify every request', () => {
  const lines = receiver.requests.map(({ path, headers, body }) => {
    const profile = path.slice(1)
    return JSON.stringify({ profile, headers, body: body.toString('base64'), secret: secrets[profile] })
  })
  expect(lines.length).toBeGreaterThanOrEqual(6)
  expect(runPython(python, 'verify.py', [], `${lines.join('\n')}\n`)).toEqual(lines.map(() => 'ok'))
})

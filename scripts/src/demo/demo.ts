import type { Secrets } from '../start/secrets.ts'
import { type Call, expectStatus, text } from './gateway-client.ts'
import type { Received } from './received.ts'
import type { DemoReceiver } from './receiver.ts'

const ARRIVAL_DEADLINE_MS = 30_000

/** The demo's tenant, its key and its webhook; made once and found again by later starts. */
export interface Demo {
  readonly tenant: string
  readonly tenantKey: string
  readonly webhook: string
}

/** Makes what is missing of the demo, and points its webhook at the receiver. */
export async function ensureDemo(call: Call, secrets: Secrets, receiver: DemoReceiver): Promise<Demo> {
  const key = secrets.admin_key
  const tenant = (await knownTenant(call, secrets)) ?? (await makeTenant(call, key))
  const path = `/v1/tenants/${tenant}`
  const isKnown = tenant === secrets.tenant
  const tenantKey = (isKnown && (await workingKey(call, secrets, path))) || (await makeKey(call, key, path))
  const webhook =
    (isKnown && (await knownWebhook(call, secrets, path))) || (await makeWebhook(call, key, path, receiver))

  const url = `${receiver.url}/`
  expectStatus(
    200,
    'pointing the webhook at the receiver',
    await call('PATCH', `${path}/webhooks/${webhook}`, { key, body: { url } }),
  )
  const secret = expectStatus(
    200,
    'reading the secret',
    await call('GET', `${path}/webhooks/${webhook}/secret`, { key }),
  )
  receiver.trust([text(secret, 'secret')])
  return { tenant, tenantKey, webhook }
}

/** Publishes an event and waits until the receiver has it. */
export async function sendFirstEvent(
  call: Call,
  demo: Demo,
  receiver: DemoReceiver,
): Promise<{ id: string; arrived: Received; ms: number }> {
  const body = { type: 'order.created', payload: { order_id: 'A-1001', amount: 4200, currency: 'EUR' } }
  const started = performance.now()
  const answer = await call('POST', `/v1/tenants/${demo.tenant}/events`, { key: demo.tenantKey, body })
  const id = text(expectStatus(202, 'publishing the first event', answer), 'id')
  const arrived = await receiver.received(id, ARRIVAL_DEADLINE_MS)
  if (!arrived.verified) throw new Error(`event ${id} arrived, but its signature was refused: ${arrived.reason ?? ''}`)
  return { id, arrived, ms: Math.round(performance.now() - started) }
}

async function knownTenant(call: Call, secrets: Secrets): Promise<string | undefined> {
  if (secrets.tenant === undefined) return undefined
  const { status } = await call('GET', `/v1/tenants/${secrets.tenant}`, { key: secrets.admin_key })
  return status === 200 ? secrets.tenant : undefined
}

async function makeTenant(call: Call, key: string): Promise<string> {
  const answer = await call('POST', '/v1/tenants', { key, body: { name: 'Demo' } })
  return text(expectStatus(201, 'making the tenant', answer), 'id')
}

async function workingKey(call: Call, secrets: Secrets, path: string): Promise<string | undefined> {
  if (secrets.tenant_key === undefined) return undefined
  const { status } = await call('GET', `${path}/webhooks?limit=1`, { key: secrets.tenant_key })
  return status === 200 ? secrets.tenant_key : undefined
}

async function makeKey(call: Call, key: string, path: string): Promise<string> {
  const answer = await call('POST', `${path}/api-keys`, { key, body: { name: 'npm start' } })
  return text(expectStatus(201, 'making the tenant key', answer), 'key')
}

async function knownWebhook(call: Call, secrets: Secrets, path: string): Promise<string | undefined> {
  if (secrets.webhook === undefined) return undefined
  const { status } = await call('GET', `${path}/webhooks/${secrets.webhook}`, { key: secrets.admin_key })
  return status === 200 ? secrets.webhook : undefined
}

async function makeWebhook(call: Call, key: string, path: string, receiver: DemoReceiver): Promise<string> {
  const body = { url: `${receiver.url}/`, description: 'demo receiver' }
  return text(expectStatus(201, 'making the webhook', await call('POST', `${path}/webhooks`, { key, body })), 'id')
}

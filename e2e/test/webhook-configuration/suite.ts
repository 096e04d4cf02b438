import { expect } from '@jest/globals'
import { startReceiver, startStack, type Receiver, type Stack } from '@hookline/testing'

export const PATH = '/outgoing_webhook/webhook_configuration'
export const FIELDS = ['configuration_key', 'tenant_key', 'url', 'headers', 'hmac_signature_key']
export const V1 = '6ba7b810-9dad-11d1-80b4-00c04fd430c8'
export const UNKNOWN = '550e8400-e29b-41d4-a716-446655440000'

export interface Configuration {
  configuration_key: string
  tenant_key: string
  url: string
  headers: Record<string, string>
  hmac_signature_key: string
}
export interface List {
  data: Configuration[]
  pagination: { current_page: number; page_size: number; total_rows: number; total_pages: number }
}

/** The running platform; a tenant of the row's own, and a key that may do everything in it. */
export const suite = {} as { stack: Stack; receiver: Receiver; tenant: string; key: string }

export async function startSuite(): Promise<void> {
  const env = { HOOKLINE_DELIVERY_DUE_POLL_MS: '50', HOOKLINE_MAX_WEBHOOKS_PER_TENANT: '5' }
  suite.stack = await startStack({ env })
  suite.receiver = await startReceiver()
}

/** Before each row. */
export async function refreshSuite(): Promise<void> {
  suite.receiver.answerWith({})
  Object.assign(suite, await newTenant())
}

/** After each row: whatever was refused, the next good request works. */
export async function expectWorking(): Promise<void> {
  expect((await list('', { key: suite.stack.adminKey })).status).toBe(200)
}

/** Ends it; none of the secrets that the rows used may be in a log. */
export async function endSuite(): Promise<void> {
  const secrets = [/Bearer token/, /secret-key/, /other-key/]
  for (const logs of [suite.stack.gateway.logs(), suite.stack.config.logs()]) {
    for (const secret of secrets) expect(logs).not.toMatch(secret)
  }
  await suite.receiver.close()
  await suite.stack.stop()
}

export async function newTenant(): Promise<{ tenant: string; key: string }> {
  const { id } = await suite.stack.api.createTenant()
  return { tenant: id, key: (await suite.stack.api.createKey(id)).key }
}

export interface Asked {
  body?: unknown
  key?: string
  headers?: Record<string, string>
}
export const call = <T = Record<string, unknown>>(method: string, path: string, asked: Asked = {}) =>
  suite.stack.api.send<T>({ method, path: PATH + path, key: suite.key, ...asked })
export const input = (more: object = {}) => ({
  tenant_key: suite.tenant,
  url: suite.receiver.url,
  hmac_signature_key: 'secret-key',
  ...more,
})
export const create = async (more: object = {}): Promise<Configuration> => {
  const answer = await call<Configuration>('POST', '', { body: input(more) })
  expect(answer).toMatchObject({ status: 201 })
  return answer.body
}
export const list = (query = '', asked: Asked = {}) => call<List>('GET', `?tenant_key=${suite.tenant}${query}`, asked)
export const change = (configuration: Configuration, body: unknown) =>
  call<Configuration>('PUT', `/${configuration.configuration_key}`, { body })

/** A refusal in the vendor's shape. */
export async function refused(
  asked: Promise<{ status: number; body: unknown; headers: Headers }>,
  status: number,
  code?: string,
) {
  const answer = await asked
  expect([answer.status, answer.body]).toEqual([status, answer.body])
  expect(Object.keys(answer.body as object)).toEqual(['title', 'description', 'translation', 'code'])
  if (code !== undefined) expect(answer.body).toMatchObject({ code })
  expect(answer.headers.get('cache-control')).toBe('no-store')
  return answer.body as { title: string; description: string; translation: string; code: string }
}
export const refusedBody = (body: unknown, status = 400, code?: string) =>
  refused(call('POST', '', { body }), status, code)

export async function deliveries(count: number) {
  const before = suite.receiver.requests.length
  return async () => (await suite.receiver.waitForRequests(before + count)).slice(before)
}
export const publish = (payload: unknown = { a: 1 }) =>
  suite.stack.api.publish(suite.tenant, { type: 'order.created', payload })

/** A decision of the contract and what shows that it holds. */
export type Row = [id: string, decision: string, check: () => Promise<void>]

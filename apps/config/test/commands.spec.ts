import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { randomUUID } from 'node:crypto'
import { startCaller, type Reply } from './support/caller.js'
import { apiKey, sealed, tenant, webhook } from './support/samples.js'
import { startSuite, type Suite } from './support/suite.js'

let suite: Suite
beforeAll(async () => {
  suite = await startSuite({ HOOKLINE_MAX_WEBHOOKS_PER_TENANT: '5', HOOKLINE_MAX_API_KEYS_PER_TENANT: '3' })
})
afterAll(() => suite.stop())

const call: Suite['caller']['call'] = (...args) => suite.caller.call(...args)
const newTenant = async (): Promise<string> => (await call('tenants.create', tenant())).record.id
const newWebhook = async (tenantId: string): Promise<Reply<'webhooks.create'>['record']> =>
  (await call('webhooks.create', webhook(tenantId))).record
const applied = async ({ position }: { position: { generation: number; offset: number } }): Promise<void> =>
  expect(await suite.snapshot.reader.waitFor(position, 5_000)).toBe(true)

const MILLISECONDS = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/

describe('what is answered stands in the snapshot', () => {
  test('tenants are created, renamed and deleted', async () => {
    const request = tenant('Acme')
    const created = await call('tenants.create', request)
    expect(created.record).toEqual({
      ...request,
      created_at: expect.stringMatching(MILLISECONDS),
      updated_at: created.record.created_at,
    })
    await applied(created)
    expect(suite.snapshot.tenants.get(request.id)).toEqual(created.record)

    const renamed = await call('tenants.update', { id: request.id, name: 'Acme Ltd' })
    expect(renamed.record).toMatchObject({ name: 'Acme Ltd', created_at: created.record.created_at })
    expect(renamed.record.updated_at >= created.record.updated_at).toBe(true)
    await applied(renamed)
    expect(suite.snapshot.tenants.get(request.id)).toEqual(renamed.record)

    await applied(await call('tenants.delete', { id: request.id }))
    expect(suite.snapshot.tenants.has(request.id)).toBe(false)
    await expect(call('tenants.update', { id: request.id })).rejects.toMatchObject({ code: 'not_found' })
  })

  test('API keys are created and revoked', async () => {
    const tenantId = await newTenant()
    const request = apiKey(tenantId, { expires_at: '2031-02-03T04:05:06.789Z' })
    const created = await call('api_keys.create', request)
    expect(created.record).toEqual({ ...request, created_at: expect.stringMatching(MILLISECONDS) })
    await applied(created)
    expect(suite.snapshot.apiKeys.get(request.id)).toEqual(created.record)
    await applied(await call('api_keys.revoke', { tenant_id: tenantId, id: request.id }))
    expect(suite.snapshot.apiKeys.has(request.id)).toBe(false)
  })

  test('webhooks are created, changed member by member, and deleted', async () => {
    const tenantId = await newTenant()
    const headers = { names: ['X-Env'], sealed: sealed() }
    const request = webhook(tenantId, {
      event_types: null,
      description: 'orders of the "north", 100 %',
      profile: 'jwt-signature',
      headers,
      signature_uri: 'path',
      retry: { schedule: [1, 2.5, 600], jitter: 0.1 },
      timeout_ms: 5_000,
      metadata: { team: 'north' },
      options: { ordered: true, rate_limit: { limit: 10, period_seconds: 1 } },
    })
    const { sealed_secret, ...members } = request
    const created = await call('webhooks.create', request)
    expect(created.record).toEqual({
      ...members,
      secrets: [{ sealed: sealed_secret, expires_at: null }],
      created_at: expect.stringMatching(MILLISECONDS),
      updated_at: created.record.created_at,
    })
    await applied(created)
    expect(suite.snapshot.webhooks.get(request.id)).toEqual(created.record)

    const patch = { url: 'https://example.com/other', event_types: ['a.b'], retry: null, enabled: false }
    const changed = await call('webhooks.update', { tenant_id: tenantId, id: request.id, patch })
    expect(changed.record).toEqual({ ...created.record, ...patch, updated_at: changed.record.updated_at })
    await applied(changed)
    expect(suite.snapshot.webhooks.get(request.id)).toEqual(changed.record)

    const whole = {
      ...patch,
      description: null,
      headers: { names: ['X-A', 'X-B'], sealed: sealed() },
      signature_uri: 'url' as const,
      retry: { preset: 'qi' as const },
      timeout_ms: 200,
      metadata: { b: '2', a: '1' },
      enabled: true,
    }
    const rewritten = await call('webhooks.update', { tenant_id: tenantId, id: request.id, patch: whole })
    const untouched = await call('webhooks.update', { tenant_id: tenantId, id: request.id, patch: {} })
    expect(rewritten.record).toMatchObject(whole)
    expect(rewritten.record.options).toEqual(request.options)
    expect(untouched.record).toEqual({ ...rewritten.record, updated_at: untouched.record.updated_at })

    await applied(await call('webhooks.delete', { tenant_id: tenantId, id: request.id }))
    expect(suite.snapshot.webhooks.has(request.id)).toBe(false)
  })

  test('a new secret comes first, the former one stays for its grace; what was sealed stays as it was', async () => {
    const tenantId = await newTenant()
    const { id, secrets } = await newWebhook(tenantId)
    const former = secrets[0]!.sealed
    const rotate = (grace_seconds: number, next = sealed()) =>
      call('webhooks.update', { tenant_id: tenantId, id, patch: {}, secret: { sealed: next, grace_seconds } })

    const rotated = await rotate(3_600)
    expect(rotated.record.secrets.map((secret) => secret.sealed)).toEqual([expect.any(String), former])
    const [current, old] = rotated.record.secrets
    expect(current!.expires_at).toBeNull()
    const grace = Date.parse(old!.expires_at!) - Date.parse(rotated.record.updated_at)
    expect(grace).toBe(3_600_000)

    const atOnce = await rotate(0)
    expect(atOnce.record.secrets.map((secret) => secret.sealed)).toEqual([expect.any(String), former])
    await applied(atOnce)
    expect(suite.snapshot.webhooks.get(id)?.secrets).toEqual(atOnce.record.secrets)
    expect(await suite.sql('SELECT secrets FROM config.webhooks WHERE id = $1', [id])).toEqual([
      { secrets: atOnce.record.secrets },
    ])
  })

  test('a deleted tenant takes its keys and webhooks along, with a tombstone for each', async () => {
    const tenantId = await newTenant()
    const key = (await call('api_keys.create', apiKey(tenantId))).record
    const hooks = [await newWebhook(tenantId), await newWebhook(tenantId)]
    await applied(await call('tenants.delete', { id: tenantId }))
    const { apiKeys, webhooks, tenants } = suite.snapshot
    expect([tenants.has(tenantId), apiKeys.has(key.id), ...hooks.map(({ id }) => webhooks.has(id))]).toEqual(
      Array.from({ length: 4 }, () => false),
    )
    const keys = [`tenant:${tenantId}`, `api_key:${key.id}`, ...hooks.map(({ id }) => `webhook:${id}`)]
    const tombstones = (await suite.topic()).filter((entry) => entry.record === null && keys.includes(entry.key))
    expect(tombstones.map((entry) => entry.key).sort()).toEqual(keys.sort())
    expect(tombstones.at(-1)?.key).toBe(`tenant:${tenantId}`)
    expect(await suite.sql('SELECT id FROM config.webhooks WHERE tenant_id = $1', [tenantId])).toEqual([])
  })
})

describe('what is refused', () => {
  test('ids that are taken', async () => {
    const first = tenant()
    await call('tenants.create', first)
    await expect(call('tenants.create', first)).rejects.toMatchObject({ code: 'conflict' })
    await expect(call('tenants.create', { ...first, id: first.id.toUpperCase() })).rejects.toMatchObject({
      code: 'conflict',
    })
    const other = await newTenant()
    const hook = webhook(first.id)
    await call('webhooks.create', hook)
    await expect(call('webhooks.create', { ...hook, tenant_id: other })).rejects.toMatchObject({ code: 'conflict' })
    const key = apiKey(first.id)
    await call('api_keys.create', key)
    await expect(call('api_keys.create', apiKey(other, { id: key.id }))).rejects.toMatchObject({ code: 'conflict' })
    await expect(call('api_keys.create', apiKey(other, { hash: key.hash }))).rejects.toMatchObject({ code: 'conflict' })
  })

  test('a foreign id is the same not_found as an unknown one', async () => {
    const [mine, theirs] = [await newTenant(), await newTenant()]
    const hook = await newWebhook(theirs)
    const key = (await call('api_keys.create', apiKey(theirs))).record
    const refusal = async (request: Promise<unknown>): Promise<unknown> =>
      request.then(
        () => 'done',
        ({ code, message }: { code: string; message: string }) => ({ code, message }),
      )
    for (const id of [hook.id, randomUUID(), 'no-uuid', '']) {
      const expected = { code: 'not_found', message: 'Webhook not found' }
      expect(await refusal(call('webhooks.update', { tenant_id: mine, id, patch: { enabled: false } }))).toEqual(
        expected,
      )
      expect(await refusal(call('webhooks.delete', { tenant_id: mine, id }))).toEqual(expected)
    }
    for (const id of [key.id, 'unknown', '']) {
      const expected = { code: 'not_found', message: 'API key not found' }
      expect(await refusal(call('api_keys.revoke', { tenant_id: mine, id }))).toEqual(expected)
    }
    for (const id of [randomUUID(), 'no-uuid']) {
      const expected = { code: 'not_found', message: 'Tenant not found' }
      expect(await refusal(call('tenants.delete', { id }))).toEqual(expected)
      expect(await refusal(call('webhooks.create', webhook(id)))).toEqual(expected)
      expect(await refusal(call('api_keys.create', apiKey(id)))).toEqual(expected)
    }
  })

  test('what cannot be stored', async () => {
    const tenantId = await newTenant()
    await expect(call('tenants.create', { id: 'acme', name: 'Acme' })).rejects.toMatchObject({
      code: 'validation_failed',
      errors: [{ path: 'id', message: 'must be a UUID' }],
    })
    for (const metadata of [{ a: 'nul \u0000' }, { a: 'half \ud83d' }]) {
      await expect(call('webhooks.create', webhook(tenantId, { metadata }))).rejects.toMatchObject({
        code: 'validation_failed',
      })
    }
    await expect(
      call('webhooks.create', webhook(tenantId, { description: 'x'.repeat(300_000) })),
    ).rejects.toMatchObject({ code: 'payload_too_large' })
  })

  test('more than the limits allow, also when all come at once', async () => {
    const tenantId = await newTenant()
    const outcomes = async (calls: Promise<unknown>[]): Promise<Record<string, number>> => {
      const codes = await Promise.all(
        calls.map((one) =>
          one.then(
            () => 'ok',
            ({ code }: { code: string }) => code,
          ),
        ),
      )
      return {
        ok: codes.filter((code) => code === 'ok').length,
        refused: codes.filter((code) => code === 'limit_reached').length,
      }
    }
    const webhooks = Array.from({ length: 20 }, () => call('webhooks.create', webhook(tenantId)))
    const keys = Array.from({ length: 10 }, () => call('api_keys.create', apiKey(tenantId)))
    expect(await outcomes(webhooks)).toEqual({ ok: 5, refused: 15 })
    expect(await outcomes(keys)).toEqual({ ok: 3, refused: 7 })
    expect(await suite.sql('SELECT count(*)::int AS n FROM config.webhooks WHERE tenant_id = $1', [tenantId])).toEqual([
      { n: 5 },
    ])
  })
})

describe('a command repeated with the same request id', () => {
  const rows = async (key: string): Promise<number> =>
    (await suite.sql('SELECT id FROM config.outbox WHERE record_key = $1', [key])).length

  test('runs once and gets the same answer, also when all come at once', async () => {
    const gateways = await Promise.all(Array.from({ length: 4 }, () => startCaller(suite.brokers, suite.prefix)))
    const requestId = randomUUID()
    const request = tenant()
    const answers = await Promise.all(gateways.map((gateway) => gateway.call('tenants.create', request, requestId)))
    await Promise.all(gateways.map((gateway) => gateway.stop()))
    expect(answers).toEqual(answers.map(() => answers[0]))
    expect(await call('tenants.create', request, requestId)).toEqual(answers[0])
    expect(await rows(`tenant:${request.id}`)).toBe(1)
  })

  test('changes nothing a second time', async () => {
    const tenantId = await newTenant()
    const { id } = await newWebhook(tenantId)
    const requestId = randomUUID()
    const request = { tenant_id: tenantId, id, patch: {}, secret: { sealed: sealed(), grace_seconds: 60 } }
    const first = await call('webhooks.update', request, requestId)
    await call('webhooks.update', { tenant_id: tenantId, id, patch: { description: 'newer' } })
    expect(await call('webhooks.update', request, requestId)).toEqual(first)
    const deletion = randomUUID()
    const deleted = await call('webhooks.delete', { tenant_id: tenantId, id }, deletion)
    expect(await call('webhooks.delete', { tenant_id: tenantId, id }, deletion)).toEqual(deleted)
    expect(await rows(`webhook:${id}`)).toBe(4)
  })

  test('is answered when its outbox row was pruned long ago', async () => {
    const requestId = randomUUID()
    const request = tenant()
    const first = await call('tenants.create', request, requestId)
    await suite.sql('DELETE FROM config.outbox WHERE record_key = $1', [`tenant:${request.id}`])
    const again = await call('tenants.create', request, requestId)
    expect(again.record).toEqual(first.record)
    await applied(again)
  })

  test('is not answered with what another tenant, or another command, got', async () => {
    const [mine, theirs] = [await newTenant(), await newTenant()]
    const requestId = randomUUID()
    await call('webhooks.create', webhook(theirs), requestId)
    await expect(call('webhooks.create', webhook(mine), requestId)).rejects.toMatchObject({ code: 'conflict' })
    await expect(call('api_keys.create', apiKey(theirs), requestId)).rejects.toMatchObject({ code: 'conflict' })
    expect(await suite.sql('SELECT id FROM config.webhooks WHERE tenant_id = $1', [mine])).toEqual([])
  })
})

test('50 changes of one webhook at once keep their order, and mix no fields', async () => {
  const tenantId = await newTenant()
  const { id } = await newWebhook(tenantId)
  const answers = await Promise.all(
    Array.from({ length: 50 }, (_, n) =>
      call('webhooks.update', {
        tenant_id: tenantId,
        id,
        patch: { url: `https://example.com/${n}`, description: `${n}` },
      }),
    ),
  )
  const records = (await suite.topic()).filter(({ key }) => key === `webhook:${id}`).map(({ record }) => record!)
  expect(records).toHaveLength(51)
  const seqs = records.map(({ seq }) => seq)
  expect(seqs).toEqual([...seqs].sort((a, b) => a - b))
  const times = records.map(({ value }) => String(value['updated_at']))
  expect(times).toEqual([...times].sort())
  for (const { value } of records.slice(1))
    expect(value['url']).toBe(`https://example.com/${String(value['description'])}`)
  const [row] = await suite.sql<{ url: string }>('SELECT url FROM config.webhooks WHERE id = $1', [id])
  expect(row?.url).toBe(records.at(-1)!.value['url'])
  const last = answers.toSorted((a, b) => a.position.offset - b.position.offset).at(-1)!
  expect(last.record.url).toBe(row?.url)
})

test('a tenant that is deleted while webhooks are created leaves none behind', async () => {
  const tenantId = await newTenant()
  const creations = Array.from({ length: 5 }, () =>
    call('webhooks.create', webhook(tenantId)).then(
      ({ record }) => record.id,
      ({ code }: { code: string }) => code,
    ),
  )
  const deletion = await call('tenants.delete', { id: tenantId })
  await Promise.all(creations)
  await applied(deletion)
  const { webhooks } = suite.snapshot
  expect([...webhooks.values()].filter((hook) => hook.tenant_id === tenantId)).toEqual([])
  expect(await suite.sql('SELECT id FROM config.webhooks WHERE tenant_id = $1', [tenantId])).toEqual([])
})

import { createHash } from 'node:crypto'
import { expect } from '@jest/globals'
import { verifyStandard } from '@hookline/signing'
import { waitFor } from '@hookline/testing'
import { decodeJwt, jwtVerify } from 'jose'
import { call, change, create, deliveries, input, publish, refused, refusedBody, suite, type Row } from './suite.js'

/** What the receiver gets. */
export const deliveryRows: Row[] = [
  [
    'A9',
    'creation does not call the URL',
    async () => {
      const before = suite.receiver.requests.length
      await create({ url: 'https://no-such-host.example/' })
      await create()
      expect(suite.receiver.requests).toHaveLength(before)
    },
  ],
  [
    'A13',
    'Authorization is allowed, sent, and a secret',
    async () => {
      const configuration = await create({ headers: { Authorization: 'Bearer token', 'X-Custom-Header': 'value' } })
      expect(configuration.headers).toEqual({ Authorization: 'Bearer token', 'X-Custom-Header': 'value' })
      const sent = await deliveries(1)
      await publish()
      expect((await sent())[0]!.headers).toMatchObject({ authorization: 'Bearer token', 'x-custom-header': 'value' })
      const native = await suite.stack.api.send({ path: `/v1/tenants/${suite.tenant}/webhooks` })
      expect(JSON.stringify(native.body)).not.toContain('Bearer token')
    },
  ],
  [
    'A15',
    'the key is the UTF-8 bytes of the text, not decoded',
    async () => {
      const text = 'c2VjcmV0LWtleQ=='
      await create({ hmac_signature_key: text })
      const sent = await deliveries(1)
      await publish()
      const token = (await sent())[0]!.headers['signature']!
      await expect(jwtVerify(token, Buffer.from(text))).resolves.toBeDefined()
      await expect(jwtVerify(token, Buffer.from(text, 'base64'))).rejects.toThrow('signature verification failed')
    },
  ],
  [
    'A16',
    'the claims of SIGNATURE, and none that a library would enforce',
    async () => {
      const configuration = await create()
      const sent = await deliveries(1)
      await publish()
      const [request] = await sent()
      const { payload, protectedHeader } = await jwtVerify(request!.headers['signature']!, Buffer.from('secret-key'))
      expect(protectedHeader).toEqual({ alg: 'HS256', typ: 'JWT' })
      expect(payload).toEqual({
        payload_md5: createHash('md5').update(request!.body).digest('hex'),
        payload_sha256: createHash('sha256').update(request!.body).digest('hex'),
        timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/),
        method: 'POST',
        uri: suite.receiver.url,
        webhook_key: configuration.configuration_key,
      })
    },
  ],
  [
    'A17',
    'uri is the URL as registered, or its path where the configuration says so',
    async () => {
      const { configuration_key } = await create({ url: `${suite.receiver.url}/a?b=1` })
      await suite.stack.api.updateWebhook(suite.tenant, configuration_key, { signature_uri: 'path' })
      const sent = await deliveries(1)
      await publish()
      expect(decodeJwt((await sent())[0]!.headers['signature']!)['uri']).toBe('/a?b=1')
    },
  ],
  [
    'A18',
    'the payload\u2019s bytes stay what they were, the same on every attempt',
    async () => {
      await suite.stack.api.updateWebhook(suite.tenant, (await create()).configuration_key, {
        retry: { schedule: [0.05], jitter: 0 },
      })
      const sent = await deliveries(2)
      const body = '{"type":"order.created","payload":{ "b":12345678901234567890, "a":1.10 }}'
      suite.receiver.answerWith(() => ({ status: 500 }))
      await suite.stack.api.send({ method: 'POST', path: `/v1/tenants/${suite.tenant}/events`, body })
      const [first, second] = await sent()
      expect(first!.body.toString()).toMatch(
        /^\{"event_type":"order.created","event_datetime":"[^"]+Z","event_data":\{ "b":12345678901234567890, "a":1.10 \}\}$/,
      )
      expect(second!.body.equals(first!.body)).toBe(true)
    },
  ],
  [
    'A19',
    'the Standard Webhooks headers are there too',
    async () => {
      await create()
      const sent = await deliveries(1)
      const { id } = await publish()
      const { headers, body } = (await sent())[0]!
      const signed = {
        id: headers['webhook-id'],
        timestamp: headers['webhook-timestamp'],
        signature: headers['webhook-signature'],
      }
      expect(signed.id).toBe(id)
      expect(
        verifyStandard({ ...signed, body, secrets: [Buffer.from('secret-key')], nowSeconds: Date.now() / 1_000 }),
      ).toEqual({ ok: true })
    },
  ],
  [
    'A30',
    'a deleted configuration gets nothing more; its history stays',
    async () => {
      const configuration = await create()
      await suite.stack.api.updateWebhook(suite.tenant, configuration.configuration_key, {
        retry: { schedule: [0.5], jitter: 0 },
      })
      suite.receiver.answerWith({ status: 500 })
      const sent = await deliveries(1)
      const { id } = await publish()
      await sent()
      const before = suite.receiver.requests.length
      await call('DELETE', `/${configuration.configuration_key}`)
      const event = await suite.stack.api.waitForEvent(
        suite.tenant,
        id,
        ({ deliveries: [delivery] }) => delivery !== undefined && !['pending', 'in_flight'].includes(delivery.status),
      )
      expect(event.deliveries[0]!.attempts).toHaveLength(1)
      expect(['cancelled', 'skipped']).toContain(event.deliveries[0]!.status)
      expect(suite.receiver.requests).toHaveLength(before)
    },
  ],
  [
    'A31',
    'the same twice is two configurations, each gets the event (B59); a key makes one; there is a cap',
    async () => {
      const [first, second] = [await create(), await create()]
      expect(first.configuration_key).not.toBe(second.configuration_key)
      const sent = await deliveries(2)
      await publish()
      expect(new Set((await sent()).map(({ headers }) => decodeJwt(headers['signature']!)['webhook_key'])).size).toBe(2)
      const headers = { 'idempotency-key': 'k-1' }
      const [third, again] = [
        await call('POST', '', { body: input(), headers }),
        await call('POST', '', { body: input(), headers }),
      ]
      expect([third.status, again.status, again.body]).toEqual([201, 201, third.body])
      for (let i = 3; i < 5; i++) await create()
      await refusedBody(input(), 409, 'OWH000006')
      for (const bad of ['', 'x'.repeat(256), 'a b'])
        await refused(call('POST', '', { body: input(), headers: { 'idempotency-key': bad } }), 400)
    },
  ],
  [
    'A32',
    'a retry uses the configuration as it is then, and the bytes as they were',
    async () => {
      const configuration = await create({ headers: { 'X-A': 'old' } })
      await suite.stack.api.updateWebhook(suite.tenant, configuration.configuration_key, {
        retry: { schedule: [1], jitter: 0 },
      })
      suite.receiver.answerWith(({ path }) => ({ status: path === '/' ? 500 : 200 }))
      const sent = await deliveries(2)
      await publish()
      await suite.receiver.waitForRequests(suite.receiver.requests.length)
      await waitFor(() => suite.receiver.requests.at(-1)?.headers['x-a'] === 'old', { what: 'the first attempt' })
      await change(configuration, {
        url: `${suite.receiver.url}/new`,
        headers: { 'X-A': 'new' },
        hmac_signature_key: 'other-key',
      })
      const [first, second] = await sent()
      expect(second).toMatchObject({ path: '/new', headers: { 'x-a': 'new' } })
      expect(second!.body.equals(first!.body)).toBe(true)
      await expect(jwtVerify(second!.headers['signature']!, Buffer.from('other-key'))).resolves.toBeDefined()
    },
  ],
  [
    'A33',
    'after a rotation SIGNATURE has the new key, the extra header both',
    async () => {
      const configuration = await create()
      expect((await change(configuration, { hmac_signature_key: 'other-key' })).body.hmac_signature_key).toBe(
        'other-key',
      )
      await change(configuration, { hmac_signature_key: 'other-key' })
      const sent = await deliveries(1)
      await publish()
      const [request] = await sent()
      const { headers } = request!
      await expect(jwtVerify(headers['signature']!, Buffer.from('other-key'))).resolves.toBeDefined()
      expect(headers['webhook-signature']!.split(' ')).toHaveLength(2)
      const signed = {
        id: headers['webhook-id'],
        timestamp: headers['webhook-timestamp'],
        signature: headers['webhook-signature'],
      }
      for (const secret of ['other-key', 'secret-key']) {
        expect(
          verifyStandard({
            ...signed,
            body: request!.body,
            secrets: [Buffer.from(secret)],
            nowSeconds: Date.now() / 1_000,
          }),
        ).toEqual({ ok: true })
      }
    },
  ],
  [
    'A40',
    'the event is on its way at once',
    async () => {
      await create()
      const sent = await deliveries(1)
      await publish()
      expect(await sent()).toHaveLength(1)
    },
  ],
]

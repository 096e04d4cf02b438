import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { type Receiver, startReceiver } from '../receiver/receiver.js'
import { createApi } from './api.js'

let server: Receiver
beforeEach(async () => {
  server = await startReceiver()
})
afterEach(() => server.close())

const json = (status: number, body: unknown) => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
})

test('a call carries the key and JSON, and gives the body', async () => {
  server.answerWith(json(202, { id: 'e1', duplicate: false }))
  const api = createApi(server.url, 'admin').as('tenant-key')
  expect(await api.publish('t1', { type: 'order.created', payload: { a: 1 } }, { 'idempotency-key': 'k' })).toEqual({
    id: 'e1',
    duplicate: false,
  })
  const [request] = server.requests
  expect(request).toMatchObject({
    method: 'POST',
    path: '/v1/tenants/t1/events',
    headers: { authorization: 'Bearer tenant-key', 'content-type': 'application/json', 'idempotency-key': 'k' },
  })
  expect(JSON.parse(String(request?.body))).toEqual({ type: 'order.created', payload: { a: 1 } })
})

test('an answer that is no success is an error with the problem, unless the answer itself is asked for', async () => {
  server.answerWith(json(404, { code: 'not_found' }))
  const api = createApi(server.url, 'admin')
  await expect(api.getDelivery('t1', 'd1')).rejects.toThrow(
    'GET /v1/tenants/t1/deliveries/d1 answered 404: {"code":"not_found"}',
  )
  expect(await api.send({ path: '/v1/tenants', key: '' })).toMatchObject({ status: 404, body: { code: 'not_found' } })
  expect(server.requests[1]?.headers).not.toHaveProperty('authorization')
})

test('an event is waited for while it is a 404', async () => {
  server.answerWith((_, index) => (index < 2 ? json(404, {}) : json(200, { id: 'e1', outcome: 'matched' })))
  const event = await createApi(server.url, 'k').waitForEvent('t1', 'e1', ({ outcome }) => outcome === 'matched')
  expect(event.id).toBe('e1')
})

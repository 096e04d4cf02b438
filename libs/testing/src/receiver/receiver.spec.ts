import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { type Receiver, startReceiver } from './receiver.js'

let receiver: Receiver
beforeEach(async () => {
  receiver = await startReceiver()
})
afterEach(() => receiver.close())

const post = (body: string | Uint8Array<ArrayBuffer>, headers = {}) =>
  fetch(`${receiver.url}/in?x=1`, { method: 'POST', body, headers, signal: AbortSignal.timeout(2_000) })

test('a request is kept byte for byte', async () => {
  const bytes = new Uint8Array([0, 255, 10, 13, 195])
  const before = Date.now()
  await post(bytes, { 'X-One': '1' })
  const [request] = await receiver.waitForRequests(1)
  expect(request).toMatchObject({ method: 'POST', path: '/in?x=1', headers: { 'x-one': '1' } })
  expect(request?.body.equals(bytes)).toBe(true)
  expect(request?.receivedAt).toBeGreaterThanOrEqual(before)
})

test('answers can be programmed per request', async () => {
  receiver.answerWith((_, index) => (index < 2 ? { status: 503 } : { headers: { 'x-a': 'b' }, body: 'fine' }))
  expect((await post('1')).status).toBe(503)
  expect((await post('2')).status).toBe(503)
  const third = await post('3')
  expect([third.status, third.headers.get('x-a'), await third.text()]).toEqual([200, 'b', 'fine'])
})

test('an answer can be late', async () => {
  receiver.answerWith({ delayMs: 60 })
  const started = Date.now()
  await post('')
  expect(Date.now() - started).toBeGreaterThanOrEqual(55)
})

test.each(['hang', 'reset'] as const)('it can %s', async (answer) => {
  receiver.answerWith(answer)
  const request = fetch(receiver.url, { method: 'POST', signal: AbortSignal.timeout(200) })
  await expect(request).rejects.toThrow(answer === 'hang' ? /timeout/u : 'fetch failed')
  expect(receiver.requests).toHaveLength(1)
})

test('waiting for requests that do not come says how many there are', async () => {
  await post('')
  await expect(receiver.waitForRequests(2, 20)).rejects.toThrow(
    'waited 0.02 s for 2 requests at the receiver; it has 1',
  )
})

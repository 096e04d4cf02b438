import { createHmac } from 'node:crypto'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { freePort } from '@hookline/embedded'
import { type DemoReceiver, startReceiver } from './receiver.ts'

const key = Buffer.alloc(32, 7)
let receiver: DemoReceiver
beforeEach(async () => {
  receiver = await startReceiver(await freePort())
  receiver.trust([`whsec_${key.toString('base64')}`])
})
afterEach(() => receiver.close())

async function send(id: string, body: string, signedBody = body): Promise<number> {
  const timestamp = Math.floor(Date.now() / 1000)
  const signature = createHmac('sha256', key).update(`${id}.${timestamp}.${signedBody}`).digest('base64')
  const headers = { 'webhook-id': id, 'webhook-timestamp': String(timestamp), 'webhook-signature': `v1,${signature}` }
  return (await fetch(receiver.url, { method: 'POST', body, headers })).status
}

test('a genuine webhook is told, whether it was waited for before or after it came', async () => {
  const waiting = receiver.received('e1', 2_000)
  expect(await send('e1', '{"a":1}')).toBe(204)
  expect(await waiting).toMatchObject({ id: 'e1', verified: true, body: '{"a":1}' })
  expect(await receiver.received('e1', 1)).toMatchObject({ verified: true })
})

test('a webhook that was changed on the way is refused and shown as such', async () => {
  expect(await send('e2', '{"a":2}', '{"a":1}')).toBe(401)
  expect(await receiver.received('e2', 1)).toMatchObject({ verified: false, reason: 'no signature matches' })
})

test('the page shows the newest first and runs nothing of what it shows', async () => {
  await send('first', 'one')
  await send('second', '<script>alert(1)</script>')
  const page = await (await fetch(receiver.url)).text()
  expect(page).toContain('&lt;script&gt;alert(1)&lt;/script&gt;')
  expect(page).not.toContain('<script>')
  expect(page.indexOf('second')).toBeLessThan(page.indexOf('first'))
})

test('one that does not come is an error with its id', async () => {
  await expect(receiver.received('e9', 10)).rejects.toThrow(
    'event e9 did not arrive at the demo receiver within 0.01 s',
  )
})

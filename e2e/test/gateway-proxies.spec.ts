import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { startStack, type Stack } from '@hookline/testing'

let stack: Stack

beforeAll(async () => {
  const env = { HOOKLINE_TRUSTED_PROXIES: '127.0.0.0/8,::1', HOOKLINE_LIMIT_AUTH_FAILURES: '5' }
  stack = await startStack({ env })
})
afterAll(() => stack.stop())

const guess = async (forwarded: string): Promise<number> => {
  const headers = { 'x-forwarded-for': forwarded }
  return (await stack.api.send({ path: '/v1/tenants', key: 'hl_guess_guess', headers })).status
}
const guesses = async (forwarded: string) => {
  const answers: number[] = []
  for (let i = 0; i < 12; i++) answers.push(await guess(forwarded))
  return answers
}

test('B107 behind a trusted proxy the address that it saw counts, not what the client claims', async () => {
  expect(await guesses('198.51.100.1')).toContain(429)
  expect(await guess('198.51.100.2')).toBe(401)
  expect(await guess('198.51.100.2, 198.51.100.1')).toBe(429)
  expect((await stack.api.send({ path: '/v1/tenants', headers: { 'x-forwarded-for': '198.51.100.1' } })).status).toBe(
    200,
  )
})

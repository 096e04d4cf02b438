import { expect, test } from '@jest/globals'
import { continueTrace, traceId } from './traceparent.js'

const INCOMING = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'

test("a caller's trace goes on with a span of ours", () => {
  const ours = continueTrace(INCOMING)
  expect(traceId(ours)).toBe('0af7651916cd43dd8448eb211c80319c')
  expect(ours).not.toBe(INCOMING)
})

test.each([undefined, '', 'garbage', INCOMING.toUpperCase(), `${INCOMING}-x`])('%j begins a new one', (incoming) => {
  expect(continueTrace(incoming)).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/)
})

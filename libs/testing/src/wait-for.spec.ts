import { expect, test } from '@jest/globals'
import { waitFor } from './wait-for.js'

test('it gives the first truthy answer', async () => {
  let n = 0
  expect(await waitFor(() => (n += 1) === 3 && `asked ${n} times`, { what: 'three', everyMs: 1 })).toBe('asked 3 times')
})

test('the deadline says what was waited for and the last error', async () => {
  const ask = () => Promise.reject(new Error('connection refused'))
  const options = { what: () => 'the broker', deadlineMs: 20, everyMs: 5 }
  await expect(waitFor(ask, options)).rejects.toThrow('waited 0.02 s for the broker (last: connection refused)')
})

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import { answerRows } from './webhook-configuration/rows-answers.js'
import { deliveryRows } from './webhook-configuration/rows-delivery.js'
import { inputRows } from './webhook-configuration/rows-input.js'
import {
  call,
  change,
  create,
  endSuite,
  expectWorking,
  list,
  refreshSuite,
  startSuite,
  suite,
} from './webhook-configuration/suite.js'

beforeAll(startSuite)
afterAll(endSuite)
beforeEach(refreshSuite)
afterEach(expectWorking)

const numberOf = (id: string): number => Number(id.slice(1))
const rows = [...inputRows, ...answerRows, ...deliveryRows].sort(([a], [b]) => numberOf(a) - numberOf(b))

describe('the contract of the Webhook configuration API', () => {
  test.each(rows)('%s %s', (_id, _decision, check) => check())

  test('has a row for each decision', () => {
    expect(rows.map(([id]) => id)).toEqual(Array.from({ length: 40 }, (_, i) => `A${i + 1}`))
  })
})

test('B58 changes at the same time leave one of them, whole', async () => {
  const configuration = await create()
  const change_ = (n: number) =>
    change(configuration, { url: `${suite.receiver.url}/${n}`, headers: { 'X-N': `${n}` } })
  const answers = await Promise.all([1, 2, 3, 4, 5].map(change_))
  expect(answers.every(({ status }) => status === 200)).toBe(true)
  const { url, headers } = (await list()).body.data[0]!
  expect(url).toBe(`${suite.receiver.url}/${headers['X-N']}`)
  const [removed, changed] = await Promise.all([call('DELETE', `/${configuration.configuration_key}`), change_(6)])
  expect(removed.status).toBe(200)
  expect([200, 404]).toContain(changed.status)
})

test.each(['<script>alert(1)</script>', '${jndi:ldap://x}', '{{7*7}}', '%s%n', `'";--`])(
  'B61 %s is text',
  async (text) => {
    const configuration = await create({ hmac_signature_key: text, headers: { 'X-Text': text } })
    expect(configuration).toMatchObject({ hmac_signature_key: text, headers: { 'X-Text': text } })
    expect((await list()).body.data).toEqual([configuration])
  },
)

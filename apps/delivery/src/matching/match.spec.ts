import { expect, test } from '@jest/globals'
import { matchesType } from './match.js'

const cases: [patterns: string[] | null, type: string, matches: boolean][] = [
  [null, 'order.created', true],
  [null, 'hookline.webhook.disabled', false],
  [['hookline.webhook.disabled'], 'hookline.webhook.disabled', true],
  [['hookline.*'], 'hookline.webhook.disabled', true],
  [['hookline.*', 'hookline.webhook.test'], 'hookline.webhook.test', false],
  [['order.created'], 'order.created', true],
  [['order.created'], 'order.created.late', false],
  [['order.*'], 'order.created', true],
  [['order.*'], 'order.item.added', true],
  [['order.*'], 'order', false],
  [['order.*'], 'orders.created', false],
  [['refund.*', 'order.created'], 'order.created', true],
  [['refund.*'], 'order.created', false],
]

test.each(cases)('%j covers %s: %s', (patterns, type, matches) => {
  expect(matchesType(patterns, type)).toBe(matches)
})

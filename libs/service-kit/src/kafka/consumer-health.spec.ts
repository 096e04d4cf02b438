import { EventEmitter } from 'node:events'
import { beforeEach, expect, jest, test } from '@jest/globals'
import type { Consumer } from 'kafkajs'
import { Logger } from '../logging/logger.js'
import { superviseConsumer } from './consumer-health.js'

const onFatal = jest.fn()
const consumer = new EventEmitter()
const crash = (restart: boolean): boolean =>
  consumer.emit('consumer.crash', { payload: { error: new Error('gone'), restart } })
const supervise = () =>
  superviseConsumer(consumer as unknown as Consumer, {
    name: 'specs',
    logger: Logger.create('specs', 'silent'),
    onFatal,
    watchdogSeconds: 0,
  })

beforeEach(() => {
  onFatal.mockClear()
  consumer.removeAllListeners()
})

test('a crash for good is fatal, one that kafkajs mends is not', () => {
  const health = supervise()
  consumer.emit('consumer.group_join')
  expect(health.joined()).toBe(true)
  crash(true)
  expect([health.joined(), onFatal.mock.calls.length]).toEqual([false, 0])
  crash(false)
  expect(onFatal).toHaveBeenCalledWith('the consumer specs crashed for good')
})

test('regression: the broker goes while the service drains: that must not turn its exit code into 1', () => {
  supervise().stop()
  crash(false)
  expect(onFatal).not.toHaveBeenCalled()
})

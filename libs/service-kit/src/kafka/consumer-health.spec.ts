import { EventEmitter } from 'node:events'
import { beforeEach, expect, jest, test } from '@jest/globals'
import type { Consumer } from 'kafkajs'
import { Logger } from '../logging/logger.js'
import { superviseConsumer } from './consumer-health.js'

const onFatal = jest.fn()
const revive = jest.fn(async () => undefined)
const consumer = new EventEmitter()
const crash = (restart: boolean): boolean =>
  consumer.emit('consumer.crash', { payload: { error: new Error('gone'), restart } })
const supervise = () =>
  superviseConsumer(consumer as unknown as Consumer, {
    name: 'specs',
    logger: Logger.create('specs', 'silent'),
    onFatal,
    revive,
    watchdogSeconds: 0,
  })

beforeEach(() => {
  onFatal.mockClear()
  revive.mockClear()
  consumer.removeAllListeners()
})

test('a consumer that kafkajs gives up on is started again, until it has crashed too often', () => {
  jest.useFakeTimers()
  const health = supervise()
  consumer.emit('consumer.group_join')
  expect(health.joined()).toBe(true)
  crash(true)
  jest.advanceTimersByTime(1_000)
  expect([health.joined(), revive.mock.calls.length]).toEqual([false, 0])
  for (let n = 0; n < 30; n += 1) {
    crash(false)
    jest.advanceTimersByTime(1_000)
  }
  expect([revive.mock.calls.length, onFatal.mock.calls.length]).toEqual([30, 0])
  crash(false)
  expect(onFatal).toHaveBeenCalledWith('the consumer specs crashed for good')
  jest.useRealTimers()
})

test('regression: the broker goes while the service drains: that must not turn its exit code into 1', () => {
  supervise().stop()
  crash(false)
  expect(onFatal).not.toHaveBeenCalled()
})

import { expect, test } from '@jest/globals'
import { type Running, supervise } from './supervise.ts'

class FakeProcess implements Running {
  private readonly end = Promise.withResolvers<number>()
  readonly exited = this.end.promise
  readonly pid: number
  stopped = false
  constructor(pid: number) {
    this.pid = pid
  }
  crash(): void {
    this.end.resolve(1)
  }
  stop(): Promise<void> {
    this.stopped = true
    return Promise.resolve()
  }
}

function world() {
  const processes: FakeProcess[] = []
  const said: string[] = []
  const restarted = Promise.withResolvers<void>()
  const start = () => {
    const process = new FakeProcess(100 + processes.length)
    processes.push(process)
    return Promise.resolve(process)
  }
  const options = { name: 'config', start, say: (line: string) => said.push(line), changed: () => restarted.resolve() }
  return { processes, said, restarted: restarted.promise, options }
}

test('a process that ends unasked is started again, and that is said', async () => {
  const { processes, said, restarted, options } = world()
  const supervised = await supervise(options)
  expect(supervised.pid).toBe(100)
  processes[0]?.crash()
  await restarted
  expect(supervised.pid).toBe(101)
  expect(said).toEqual([
    '✗ config: process 100 has ended; starting it again in 0.5 s',
    '✓ config runs again as process 101',
  ])
  await supervised.stop()
  expect(processes[1]?.stopped).toBe(true)
})

test('a process that is stopped is not started again, not even out of its back-off', async () => {
  const { processes, options } = world()
  const supervised = await supervise(options)
  processes[0]?.crash()
  await supervised.stop()
  expect(processes).toHaveLength(1)
})

test('a first start that fails is thrown', async () => {
  const { options } = world()
  const start = () => Promise.reject(new Error('no database'))
  await expect(supervise({ ...options, start })).rejects.toThrow('no database')
})

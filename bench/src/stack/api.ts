import { setTimeout as delay } from 'node:timers/promises'

const TRIES = 5
const PAUSE_MS = 300

/** The native API with the admin key. */
export class Api {
  private readonly origin: string
  private readonly key: string

  constructor(origin: string, key: string) {
    this.origin = origin
    this.key = key
  }

  /** POSTs and gives the body of the 201; waits out 503 and 504 of a platform under load. */
  async create<T>(path: string, body: unknown): Promise<T> {
    for (let tries = 1; ; tries += 1) {
      const response = await fetch(`${this.origin}${path}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${this.key}`, 'content-type': 'application/json' },
        body: JSON.stringify(body),
      })
      const text = await response.text()
      if (response.status === 201) return JSON.parse(text) as T
      const mayPass = response.status === 503 || response.status === 504
      if (!mayPass || tries === TRIES) throw new Error(`POST ${path} answered ${response.status}: ${text}`)
      await delay(PAUSE_MS)
    }
  }
}

/** Runs the work for 0 … count-1, so many at a time, and gives the results in order. */
export async function inParallel<T>(count: number, atOnce: number, work: (index: number) => Promise<T>): Promise<T[]> {
  const results: T[] = []
  let next = 0
  const lane = async (): Promise<void> => {
    while (next < count) {
      const index = next++
      results[index] = await work(index)
    }
  }
  await Promise.all(Array.from({ length: Math.min(atOnce, count) }, lane))
  return results
}

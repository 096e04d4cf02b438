import { clock } from '../worker/clock.ts'
import { readPayload } from '../load/payload.ts'
import type { Arrivals, Expected, ReceivedCounts } from './calls.ts'

/** Keeps the time of the first arrival of each delivery of a trial; later ones of the same are duplicates. */
export class ArrivalBook {
  private readonly expected: Expected
  private readonly receivedAt: Float64Array
  private received = 0
  private duplicates = 0
  private hung = 0

  constructor(expected: Expected) {
    this.expected = expected
    this.receivedAt = new Float64Array(expected.events * expected.fanout).fill(Number.NaN)
  }

  note(body: Buffer, slot: number): void {
    const read = readPayload(body)
    if (read?.trial !== this.expected.trial) return
    const index = read.number * this.expected.fanout + slot
    if (index >= this.receivedAt.length) return
    if (Number.isNaN(this.receivedAt[index])) {
      this.receivedAt[index] = clock()
      this.received += 1
    } else this.duplicates += 1
  }

  noteHung(): void {
    this.hung += 1
  }

  counts(): ReceivedCounts {
    const { received, duplicates, hung } = this
    return { received, duplicates, hung }
  }

  arrivals(): Arrivals {
    return { ...this.counts(), receivedAt: this.receivedAt }
  }
}

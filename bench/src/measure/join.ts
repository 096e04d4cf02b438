/** The two halves of a trial: when events were due and acknowledged, and when their deliveries arrived. */
export interface TrialTimes {
  /** When event 0 was due. */
  readonly startedAt: number
  readonly rate: number
  readonly perRequest: number
  readonly fanout: number
  /** NaN = not acknowledged. */
  readonly ackedAt: Float64Array
  /** Index `n * fanout + slot`; NaN = has not arrived. */
  readonly receivedAt: Float64Array
  /** Seconds at the beginning that do not count for latency and rates. */
  readonly skipSeconds: number
  readonly seconds: number
  /** Whether this event's deliveries must arrive; events for receivers that hang are left out of all figures. */
  readonly counts: (event: number) => boolean
}

export interface Joined {
  /** From the due time to the 2xx. */
  readonly accept: Float64Array
  /** From the 2xx to the arrival; an arrival before its 2xx counts as 0. */
  readonly acceptToReceive: Float64Array
  /** From the due time to the arrival. */
  readonly publishToReceive: Float64Array
  /** Acknowledged inside the window, per second. */
  readonly acceptedRate: number
  /** Deliveries that arrived inside the window, per second, over the fan-out. */
  readonly deliveredRate: number
  /** Offered inside the window, per second. */
  readonly offeredRate: number
  /** Deliveries of acknowledged events, of the whole trial, that have not arrived: lost, or scheduled. */
  readonly missing: number
}

/** Joins both halves by the event's number. */
export function join(times: TrialTimes): Joined {
  const { startedAt, skipSeconds, seconds, rate, fanout } = times
  const from = startedAt + skipSeconds * 1_000
  const until = from + seconds * 1_000
  const collector = new Collector(times, from, until)
  for (let event = 0; event < times.ackedAt.length; event += 1) if (times.counts(event)) collector.add(event)
  const share = collector.offered / (seconds * rate)
  return {
    accept: Float64Array.from(collector.accept),
    acceptToReceive: Float64Array.from(collector.acceptToReceive),
    publishToReceive: Float64Array.from(collector.publishToReceive),
    acceptedRate: collector.accepted / seconds,
    deliveredRate: collector.delivered / seconds / fanout,
    offeredRate: share * rate,
    missing: collector.missing,
  }
}

class Collector {
  readonly accept: number[] = []
  readonly acceptToReceive: number[] = []
  readonly publishToReceive: number[] = []
  offered = 0
  accepted = 0
  delivered = 0
  missing = 0
  private readonly times: TrialTimes
  private readonly from: number
  private readonly until: number

  constructor(times: TrialTimes, from: number, until: number) {
    this.times = times
    this.from = from
    this.until = until
  }

  add(event: number): void {
    const { startedAt, rate, perRequest, fanout, ackedAt } = this.times
    const due = startedAt + ((event - (event % perRequest)) / rate) * 1_000
    const acked = ackedAt[event] ?? Number.NaN
    const isMeasured = this.isInside(due)
    if (isMeasured) {
      this.offered += 1
      this.accept.push(acked - due)
    }
    if (this.isInside(acked)) this.accepted += 1
    for (let slot = 0; slot < fanout; slot += 1) this.addDelivery(event * fanout + slot, due, acked, isMeasured)
  }

  private addDelivery(index: number, due: number, acked: number, isMeasured: boolean): void {
    const received = this.times.receivedAt[index] ?? Number.NaN
    if (Number.isNaN(received) && !Number.isNaN(acked)) this.missing += 1
    if (this.isInside(received)) this.delivered += 1
    if (!isMeasured) return
    this.acceptToReceive.push(Number.isNaN(received) ? received : Math.max(0, received - acked))
    this.publishToReceive.push(received - due)
  }

  private isInside(time: number): boolean {
    return time >= this.from && time < this.until
  }
}

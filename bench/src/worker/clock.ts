const OFFSET_MS = Number(process.hrtime.bigint()) / 1e6 - performance.now()

/** Milliseconds of the machine's monotonic clock: the same in all processes. */
export function clock(): number {
  return OFFSET_MS + performance.now()
}

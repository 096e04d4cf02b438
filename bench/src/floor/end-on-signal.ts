/** Stops on SIGTERM, in order, and ends. */
export function endOnSignal(stop: () => Promise<void>): void {
  process.once('SIGTERM', () => {
    stop().then(
      () => process.exit(0),
      () => process.exit(1),
    )
  })
}

/** Runs a task again and again, `everyMs` after its last run ended; never two at once. The task must not reject. */
export class Periodic {
  private timer: NodeJS.Timeout | undefined
  private last: Promise<void> = Promise.resolve()
  private stopped = false

  constructor(
    private readonly everyMs: number,
    private readonly task: () => Promise<void>,
  ) {}

  start(): void {
    if (this.stopped) return
    this.timer = setTimeout(() => {
      this.last = this.task().finally(() => this.start())
    }, this.everyMs)
  }

  /** Ends with the run that is under way. */
  async stop(): Promise<void> {
    this.stopped = true
    clearTimeout(this.timer)
    await this.last
  }
}

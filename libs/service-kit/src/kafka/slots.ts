/** A counting semaphore: at most `limit` taken at once; waiters are served in order. */
export class Slots {
  private taken = 0
  private readonly waiters: (() => void)[] = []
  private readonly idlers: (() => void)[] = []

  constructor(private readonly limit: number) {}

  get used(): number {
    return this.taken
  }

  get hasRoom(): boolean {
    return this.taken < this.limit
  }

  async take(): Promise<void> {
    if (this.taken >= this.limit) await new Promise<void>((resolve) => this.waiters.push(resolve))
    else this.taken += 1
  }

  /** Takes a slot when there is one, without waiting. */
  tryTake(): boolean {
    if (this.taken >= this.limit) return false
    this.taken += 1
    return true
  }

  free(): void {
    const next = this.waiters.shift()
    if (next !== undefined) return next()
    this.taken -= 1
    if (this.taken === 0) for (const resolve of this.idlers.splice(0)) resolve()
    return undefined
  }

  /** Resolves when nothing is taken. */
  idle(): Promise<void> {
    return this.taken === 0 ? Promise.resolve() : new Promise((resolve) => this.idlers.push(resolve))
  }
}

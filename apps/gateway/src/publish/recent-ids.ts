/** Ids that were published lately, for `duplicate` in the answer: best effort, bounded, per instance. */
export class RecentIds {
  private current = new Set<string>()
  private former = new Set<string>()

  constructor(private readonly capacity = 50_000) {}

  /** Whether the id was there already. */
  add(id: string): boolean {
    const known = this.current.has(id) || this.former.has(id)
    this.current.add(id)
    if (this.current.size >= this.capacity) {
      this.former = this.current
      this.current = new Set()
    }
    return known
  }

  /** The event was not acknowledged: a retry is no duplicate. */
  forget(id: string): void {
    this.current.delete(id)
    this.former.delete(id)
  }
}

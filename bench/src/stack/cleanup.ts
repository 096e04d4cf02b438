/** Ends what was started, the last first, whatever happens in between; once. */
export class Cleanup {
  private readonly steps: (() => Promise<unknown>)[] = []
  private running: Promise<void> | undefined

  /** Registers a step; the result takes it back and runs it now. */
  add(step: () => Promise<unknown>): () => Promise<void> {
    this.steps.push(step)
    return async () => {
      const at = this.steps.indexOf(step)
      if (at === -1) return
      this.steps.splice(at, 1)
      await step()
    }
  }

  run(): Promise<void> {
    this.running ??= this.runAll()
    return this.running
  }

  private async runAll(): Promise<void> {
    for (let step = this.steps.pop(); step !== undefined; step = this.steps.pop()) {
      await step().catch((error: unknown) => console.error('while stopping:', error))
    }
  }
}

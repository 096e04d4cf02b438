/** `true`, or why the service cannot work. Must be cheap: probes call it every few seconds. */
export type ReadinessCheck = () => true | string | Promise<true | string>

/** What `/readyz` asks. */
export class HealthRegistry {
  private readonly checks = new Map<string, ReadinessCheck>()
  private draining = false

  add(name: string, check: ReadinessCheck): void {
    this.checks.set(name, check)
  }

  /** From SIGTERM on: the load balancer should look elsewhere. */
  drain(): void {
    this.draining = true
  }

  /** The parts that are not ready, with the reason; empty = ready. */
  async failures(): Promise<Record<string, string>> {
    const failures: Record<string, string> = this.draining ? { service: 'is shutting down' } : {}
    for (const [name, check] of this.checks) {
      const result = await check()
      if (result !== true) failures[name] = result
    }
    return failures
  }
}

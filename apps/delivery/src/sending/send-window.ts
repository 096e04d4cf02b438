/**
 * Requests on the wire: so many in all, so many for one webhook. What finds no room is not queued here: it becomes a row.
 */
export class SendWindow {
  private total = 0
  private readonly byWebhook = new Map<string, number>()

  constructor(
    private readonly limit: number,
    private readonly limitPerWebhook: number,
  ) {}

  get inFlight(): number {
    return this.total
  }

  /** How many more could be sent now. */
  get room(): number {
    return this.limit - this.total
  }

  tryTake(webhookId: string): boolean {
    const used = this.byWebhook.get(webhookId) ?? 0
    if (this.total >= this.limit || used >= this.limitPerWebhook) return false
    this.total += 1
    this.byWebhook.set(webhookId, used + 1)
    return true
  }

  free(webhookId: string): void {
    this.total -= 1
    const used = (this.byWebhook.get(webhookId) ?? 1) - 1
    if (used === 0) this.byWebhook.delete(webhookId)
    else this.byWebhook.set(webhookId, used)
  }

  /** The webhooks that have no room now. */
  full(): string[] {
    return [...this.byWebhook].filter(([, used]) => used >= this.limitPerWebhook).map(([id]) => id)
  }
}

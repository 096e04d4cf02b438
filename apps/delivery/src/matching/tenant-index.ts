import type { CompiledWebhook } from './compiled-webhook.js'
import { matchesType } from './match.js'

/** Answers that are kept: event types are few, and a stranger's random ones must not fill the memory. */
const MAX_ANSWERS = 1_000

/** The webhooks of one tenant; remembers which of them an event type matched. */
export class TenantIndex {
  private readonly webhooks = new Set<CompiledWebhook>()
  private readonly answers = new Map<string, readonly CompiledWebhook[]>()

  add(webhook: CompiledWebhook): void {
    this.webhooks.add(webhook)
    this.answers.clear()
  }

  delete(webhook: CompiledWebhook): void {
    this.webhooks.delete(webhook)
    this.answers.clear()
  }

  all(): CompiledWebhook[] {
    return [...this.webhooks]
  }

  match(eventType: string): readonly CompiledWebhook[] {
    const known = this.answers.get(eventType)
    if (known !== undefined) return known
    const found = [...this.webhooks].filter(({ eventTypes }) => matchesType(eventTypes, eventType))
    if (this.answers.size >= MAX_ANSWERS) this.answers.clear()
    this.answers.set(eventType, found)
    return found
  }
}

import { RESERVED_EVENT_PREFIX } from '@hookline/dto'

/** Reaches no webhook by subscription: only the one that is tested. */
export const TEST_EVENT_TYPE = 'hookline.webhook.test'

/**
 * Whether a subscription covers an event type. `null` = all; `order.*` covers `order.created` and `order.item.added`, not
 * `order`. Names of ours (`hookline.…`) go only to a webhook that names them.
 */
export function matchesType(patterns: readonly string[] | null, eventType: string): boolean {
  if (eventType === TEST_EVENT_TYPE) return false
  if (patterns === null) return !eventType.startsWith(RESERVED_EVENT_PREFIX)
  return patterns.some((pattern) => matchesPattern(pattern, eventType))
}

function matchesPattern(pattern: string, eventType: string): boolean {
  if (!pattern.endsWith('.*')) return pattern === eventType
  return eventType.startsWith(pattern.slice(0, -1))
}

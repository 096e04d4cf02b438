const HOUR_MS = 3_600_000

/** The statuses whose `Retry-After` is honoured: too many requests, and not now. */
const HONOURED: ReadonlySet<number> = new Set([429, 503])

/**
 * What a receiver asks for, in milliseconds from now: whole seconds or an HTTP date (RFC 9110 §10.2.3).
 * `undefined` where it asks for nothing, for the past, or says what nobody can read.
 */
export function retryAfterMs(status: number, header: string | undefined, nowMs: number): number | undefined {
  if (header === undefined || !HONOURED.has(status)) return undefined
  const text = header.trim()
  if (/^\d{1,10}$/.test(text)) return Number(text) > 0 ? Number(text) * 1_000 : undefined
  if (!/^(Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*,? /.test(text)) return undefined
  const at = Date.parse(text)
  return Number.isNaN(at) || at <= nowMs ? undefined : at - nowMs
}

/**
 * Never sooner than planned, and never later than twice what was planned or an hour, whichever is more: a receiver may slow us
 * down, but not switch itself off. Source: docs/architecture.md §10.
 */
export function clampRetryAfter(plannedMs: number, askedMs: number | undefined): number {
  if (askedMs === undefined) return plannedMs
  return Math.max(plannedMs, Math.min(askedMs, Math.max(2 * plannedMs, HOUR_MS)))
}

import type { AttemptOutcome } from '@hookline/dto'
import type { EgressResult } from '@hookline/egress'
import { retryAfterMs } from '../retrying/retry-after.js'

/** How one attempt ended, in the terms that the next decision needs. */
export interface AttemptEnd {
  outcome: AttemptOutcome
  /** For a person: `answered 503`, `no answer in time`. */
  reason: string
  retryable: boolean
  /** Absent when there was no answer. */
  status?: number
  /** What the receiver asked for by `Retry-After`. */
  retryAfterMs?: number | undefined
}

/** Asking again would be refused again: the address or the URL itself is the fault. */
const FINAL: ReadonlySet<string> = new Set(['blocked', 'invalid_url', 'invalid_request'])

/** Only 200–299 is success; redirects are not followed, so 3xx is a failure like any other status. */
export function endOf(result: EgressResult, nowMs: number): AttemptEnd {
  if (result.outcome === 'failure') {
    return { outcome: result.code, reason: result.message, retryable: !FINAL.has(result.code) }
  }
  const delivered = result.status >= 200 && result.status <= 299
  const outcome = delivered ? 'delivered' : 'http_status'
  const asked = retryAfterMs(result.status, result.headers['retry-after'], nowMs)
  return {
    outcome,
    reason: `answered ${result.status}`,
    retryable: !delivered,
    status: result.status,
    retryAfterMs: asked,
  }
}

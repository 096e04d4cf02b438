import type { AttemptOutcome } from '@hookline/dto'
import type { Verdict } from '../lanes/lane.js'

/** Ends that are our own or the event's fault: they say nothing about the receiver. */
const NEUTRAL: ReadonlySet<AttemptOutcome> = new Set(['render', 'blocked', 'invalid_url', 'invalid_request', 'unknown'])

/** What an attempt's end says about the receiver. */
export function verdictOf(outcome: AttemptOutcome): Verdict {
  if (outcome === 'delivered') return 'success'
  return NEUTRAL.has(outcome) ? 'neutral' : 'failure'
}

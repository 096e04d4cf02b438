import { Counter, Histogram } from 'prom-client'
import type { AttemptRow } from '../recording/rows.js'

const attempts = new Counter({
  name: 'hookline_attempts_total',
  help: 'Attempts by outcome',
  labelNames: ['outcome'],
})

const durations = new Histogram({
  name: 'hookline_attempt_seconds',
  help: 'How long receivers took',
  buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 15, 30],
})

export function observeAttempt({ outcome, durationMs }: AttemptRow): void {
  attempts.inc({ outcome })
  durations.observe(durationMs / 1_000)
}

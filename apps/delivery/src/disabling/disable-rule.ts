import type { LaneState } from '../lanes/lane-state.js'

export interface DisableRule {
  /** A webhook that has failed for so long without one success is disabled; 0 = never. */
  readonly afterMs: number
  /** And at least so many times: a rarely used one must not go for a single bad day. */
  readonly failures: number
}

/** Whether a webhook has had its chance. */
export function shouldDisable({ failingSince, failuresInRow }: LaneState, rule: DisableRule, nowMs: number): boolean {
  if (rule.afterMs === 0 || failingSince === undefined) return false
  return nowMs - failingSince >= rule.afterMs && failuresInRow >= rule.failures
}

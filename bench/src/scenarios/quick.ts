import type { CompareScenario, RatesScenario, Scenario } from './scenario.ts'

export const QUICK = { seconds: 2, skipSeconds: 0.5, rate: 200, events: 2_000, timeoutMs: 1_000 }

/** Small and short: it shows that everything runs. */
export function quickened(scenario: Scenario): Scenario {
  const { seconds, rate, events, timeoutMs } = QUICK
  switch (scenario.kind) {
    case 'rates':
      return { ...withoutSearch(scenario), fixed: [rate], seconds }
    case 'compare': {
      const { audience } = scenario
      const limited = audience.timeoutMs === undefined ? audience : { ...audience, timeoutMs }
      return { ...withoutSearch(scenario), audience: limited, fixed: [rate], seconds }
    }
    case 'backlog':
      return { ...scenario, events }
    case 'calls':
      return { ...scenario, rate: 50, seconds }
  }
}

function withoutSearch<T extends RatesScenario | CompareScenario>(scenario: T): Omit<T, 'searchFrom'> {
  const { searchFrom: _, ...rest } = scenario
  return rest
}

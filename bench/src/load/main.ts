import { serve } from '../worker/child.ts'
import type { LoadCalls } from './calls.ts'
import { produce } from './producer.ts'
import { LoadRun } from './run.ts'

let current: LoadRun | undefined

const calls: LoadCalls = {
  run: (plan) => {
    current = new LoadRun(plan)
    return current.finish()
  },
  counts: () => ({ sent: current?.sent ?? 0, acked: current?.acked ?? 0 }),
  produce,
}

serve(calls)

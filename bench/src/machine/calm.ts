import { setTimeout as delay } from 'node:timers/promises'
import { machineCpuMicros } from './proc.ts'

/** With all of the bench idle, more than so many busy cores are the neighbours'. */
const CALM_CORES = 0.35
const LOOK_MS = 1_000

/** Waits until the machine has been calm for a second, at most so long. Nothing of the bench may be at work meanwhile. */
export async function untilCalm(patienceSeconds: number, stopping: AbortSignal): Promise<void> {
  const deadline = performance.now() + patienceSeconds * 1_000
  while (performance.now() < deadline) {
    if ((await busyCores(stopping)) <= CALM_CORES) return
  }
}

async function busyCores(signal: AbortSignal): Promise<number> {
  const at = performance.now()
  const before = machineCpuMicros()
  await delay(LOOK_MS, undefined, { signal })
  return (machineCpuMicros() - before) / ((performance.now() - at) * 1_000)
}

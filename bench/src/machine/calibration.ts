import { createHmac, createSecretKey } from 'node:crypto'
import { loadavg } from 'node:os'

/** What the machine gives at this moment: compare figures only beside these. */
export interface Calibration {
  /** Millions of rounds of a fixed integer loop per second, on one core. */
  readonly loop: number
  /** Thousands of HMAC-SHA256 of 500 bytes per second, on one core. */
  readonly hmac: number
  readonly loadavg: number
}

const LOOP_MS = 150
const ROUND = 10_000
const KEY = createSecretKey(Buffer.alloc(32, 7))
const BODY = Buffer.alloc(500, 'x')

export function calibrate(): Calibration {
  return {
    loop: Math.round(perMs(spin) / 1_000),
    hmac: Math.round(perMs(sign)),
    loadavg: Math.round((loadavg()[0] ?? 0) * 100) / 100,
  }
}

function perMs(work: () => number): number {
  const started = performance.now()
  let count = 0
  while (performance.now() - started < LOOP_MS) count += work()
  return count / (performance.now() - started)
}

let state = 1

function spin(): number {
  for (let i = 0; i < ROUND; i++) state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0
  return ROUND
}

function sign(): number {
  for (let i = 0; i < 100; i++) createHmac('sha256', KEY).update(BODY).digest('base64')
  return 100
}

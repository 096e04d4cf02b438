import { randomFillSync } from 'node:crypto'

const POOL_BYTES = 4_096

let pool = Buffer.alloc(POOL_BYTES)
let used = POOL_BYTES

/**
 * Random bytes for ids, taken from a pool: a system call for each id costs several times the id (docs/performance.md).
 * No bytes are given twice. Secrets are made with `randomBytes`.
 */
export function pooledRandom(size: number): Buffer {
  if (used + size > POOL_BYTES) {
    pool = randomFillSync(Buffer.allocUnsafeSlow(POOL_BYTES))
    used = 0
  }
  used += size
  return pool.subarray(used - size, used)
}

import type { Infrastructure } from './infrastructure.js'

const KEY = Symbol.for('hookline.testing.infrastructure')

/** Hands the running servers from jest's setup to its teardown, which are two modules of one process. */
export const running = {
  keep: (infrastructure: Infrastructure): void => void Reflect.set(globalThis, KEY, infrastructure),
  take: (): Infrastructure | undefined => {
    const infrastructure = Reflect.get(globalThis, KEY) as Infrastructure | undefined
    Reflect.deleteProperty(globalThis, KEY)
    return infrastructure
  },
}

import { pooledRandom } from '@hookline/service-kit'
import { v7 } from 'uuid'

/** A new id that sorts by time. */
export const uuidv7 = (): string => v7({ random: pooledRandom(16) })

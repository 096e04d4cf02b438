/** YYYY-MM-DD in UTC. */
export const dayOf = (time: Date): string => time.toISOString().slice(0, 10)

const EPOCH_DIGITS = 12

/** The time in a UUID v7: its first 48 bits, milliseconds since the epoch. */
export const timeOfUuidV7 = (id: string): Date =>
  new Date(Number.parseInt(id.replaceAll('-', '').slice(0, EPOCH_DIGITS), 16))

export const isUuidV7 = (id: string): boolean => id[14] === '7'

/** Deliveries are UUID v7 of ours: their partition is in their id. */
export const dayOfUuidV7 = (id: string): string => dayOf(timeOfUuidV7(id))

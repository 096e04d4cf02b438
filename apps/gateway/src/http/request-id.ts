import type { IncomingHttpHeaders } from 'node:http'
import { uuidv7 } from '../ids.js'

const SAFE = /^[A-Za-z0-9._:-]{1,128}$/

/** The caller's `x-request-id` when it is harmless, else one of ours. */
export function requestIdOf({ headers }: { headers: IncomingHttpHeaders }): string {
  const given = headers['x-request-id']
  return typeof given === 'string' && SAFE.test(given) ? given : uuidv7()
}

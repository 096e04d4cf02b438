import { pooledRandom } from '../random/random-pool.js'

const FORM = /^00-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}$/

/** Continues the caller's W3C trace with a span of ours, or begins one. Source: w3.org/TR/trace-context. */
export function continueTrace(incoming: string | undefined): string {
  const trace = FORM.exec(incoming ?? '')?.[1]
  const span = pooledRandom(trace === undefined ? 24 : 8).toString('hex')
  return trace === undefined ? `00-${span.slice(0, 32)}-${span.slice(32)}-01` : `00-${trace}-${span}-01`
}

export const traceId = (traceparent: string | undefined): string | undefined => FORM.exec(traceparent ?? '')?.[1]

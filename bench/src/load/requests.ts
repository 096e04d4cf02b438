import type { Dispatcher } from 'undici'
import type { LoadPlan, LoadTarget } from './calls.ts'
import { payloadOf } from './payload.ts'

type Build = (first: number, count: number) => Dispatcher.DispatchOptions

interface Prepared extends LoadTarget {
  readonly headers: Record<string, string>
}

/** Makes the requests of a run; what does not depend on the number is made once. */
export function requestsOf({ trial, targets, perRequest }: LoadPlan): Build {
  const prepared = targets.map((target): Prepared => ({
    ...target,
    headers: { authorization: `Bearer ${target.key}`, 'content-type': 'application/json' },
  }))
  return (first, count) => {
    const target = prepared[first % prepared.length]
    if (target === undefined) throw new Error('a run needs a target')
    if (target.call !== undefined) return plainCall(target, first)
    const { path, headers, type } = target
    if (perRequest === 1) return { path, method: 'POST', headers, body: eventOf(type, trial, first) }
    return { path: `${path}/batch`, method: 'POST', headers, body: batchOf(type, trial, first, count) }
  }
}

const eventOf = (type: string, trial: number, number: number): string =>
  `{"type":"${type}","payload":${payloadOf(trial, number)}}`

function batchOf(type: string, trial: number, first: number, count: number): string {
  const events = Array.from({ length: count }, (_, index) => eventOf(type, trial, first + index))
  return `{"events":[${events.join(',')}]}`
}

function plainCall({ path, headers, call }: Prepared, number: number): Dispatcher.DispatchOptions {
  const method = call?.method ?? 'GET'
  const filled = (text: string): string => text.replaceAll('$n', String(number))
  if (call?.body !== undefined) return { path: filled(path), method, headers, body: filled(call.body) }
  const { authorization = '' } = headers
  return { path: filled(path), method, headers: { authorization } }
}

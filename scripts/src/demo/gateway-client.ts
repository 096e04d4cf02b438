import { setTimeout as delay } from 'node:timers/promises'

const TRIES = 10
const PAUSE_MS = 500

export interface Answer {
  readonly status: number
  readonly body: Readonly<Record<string, unknown>>
}

/** One call of the native API. */
export type Call = (method: string, path: string, options: { key: string; body?: unknown }) => Promise<Answer>

/** A client that waits out the first moments of a platform that is just up (503 and 504). */
export function gatewayClient(url: string): Call {
  return async (method, path, options) => {
    for (let tries = 1; ; tries += 1) {
      const answer = await call(`${url}${path}`, method, options)
      if (tries === TRIES || (answer.status !== 503 && answer.status !== 504)) return answer
      await delay(PAUSE_MS)
    }
  }
}

/** The body of an answer with the expected status; any other is an error that shows the answer. */
export function expectStatus(status: number, what: string, answer: Answer): Answer['body'] {
  if (answer.status !== status) {
    throw new Error(`${what}: the gateway answered ${answer.status} ${JSON.stringify(answer.body)}`)
  }
  return answer.body
}

/** A member that must be text. */
export function text(body: Answer['body'], name: string): string {
  const value = body[name]
  if (typeof value !== 'string') throw new Error(`the gateway's answer has no "${name}": ${JSON.stringify(body)}`)
  return value
}

async function call(url: string, method: string, { key, body }: { key: string; body?: unknown }): Promise<Answer> {
  const response = await fetch(url, {
    method,
    headers: { authorization: `Bearer ${key}`, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(15_000),
  })
  const content = await response.text()
  const isJson = response.headers.get('content-type')?.includes('json') ?? false
  return { status: response.status, body: isJson && content !== '' ? JSON.parse(content) : { text: content } }
}

import { once } from 'node:events'
import type { ServerResponse } from 'node:http'
import { setTimeout as delay } from 'node:timers/promises'

/** What the receiver does with a request: an answer, no answer ever, or a connection reset. */
export type Answer =
  | {
      readonly status?: number
      readonly headers?: Readonly<Record<string, string>>
      readonly body?: string | Buffer
      readonly delayMs?: number
    }
  | 'hang'
  | 'reset'

/** Carries the answer out. A client that has gone away in the meantime is no error. */
export async function sendAnswer(answer: Answer, response: ServerResponse): Promise<void> {
  if (answer === 'hang') return
  if (answer === 'reset') {
    response.socket?.resetAndDestroy()
    return
  }
  if (answer.delayMs !== undefined) {
    const gone = new AbortController()
    response.once('close', () => gone.abort())
    await Promise.race([delay(answer.delayMs, undefined, { signal: gone.signal }), once(response, 'close')]).catch(
      () => undefined,
    )
    if (response.destroyed) return
  }
  response.writeHead(answer.status ?? 200, answer.headers)
  response.end(answer.body)
}

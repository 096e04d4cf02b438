import type { Dispatcher } from 'undici'
import { BodyText } from './body-text.js'
import { EgressFault, faultOf, isMalformed } from './egress-fault.js'
import { keptHeaders } from './response-headers.js'
import type { EgressResult } from './result.js'

export interface ExchangeLimits {
  /** Of a body; the connection is closed when more comes. */
  readonly maxBodyBytes: number
  /** Of a body, as kept. */
  readonly keepBodyBytes: number
}

export interface Ending {
  readonly result: EgressResult
  /** The answer was read to its end: the connection may serve again. */
  readonly isComplete: boolean
}

/** Answers of status 1xx before the real one; more is an attack. */
const MAX_INFORMATIONAL = 16

/**
 * One request and its answer, as undici's handler. Ends exactly once: with the end of the answer, an error, too long a
 * body, or the deadline. A status line that came decides, also when the body breaks off, goes on for ever or is late.
 */
export class Exchange implements Dispatcher.DispatchHandler {
  private readonly startedAt = performance.now()
  private readonly timer: NodeJS.Timeout
  private readonly body: BodyText
  private hasStarted = false
  private hasEnded = false
  private informational = 0
  private status = 0
  private headers: Readonly<Record<string, string>> = {}

  constructor(
    readonly request: Dispatcher.DispatchOptions,
    deadlineMs: number,
    private readonly limits: ExchangeLimits,
    private readonly onEnd: (exchange: Exchange, ending: Ending) => void,
  ) {
    this.body = new BodyText(limits.keepBodyBytes)
    this.timer = setTimeout(Exchange.expire, deadlineMs, this)
  }

  private static expire(this: void, exchange: Exchange): void {
    exchange.breakOff(new EgressFault('timeout'))
  }

  onRequestStart(): void {
    this.hasStarted = true
  }

  onResponseStart(_controller: unknown, status: number, headers: Record<string, string | string[] | undefined>): void {
    if (status < 200) {
      if (++this.informational > MAX_INFORMATIONAL) this.fail(new EgressFault('protocol'))
      return
    }
    this.status = status
    this.headers = keptHeaders(headers)
  }

  onResponseData(_controller: unknown, chunk: Buffer): void {
    this.body.add(chunk)
    if (this.body.size > this.limits.maxBodyBytes) this.respond(false)
  }

  onResponseEnd(): void {
    this.respond(true)
  }

  onResponseError(_controller: unknown, error: Error): void {
    // An answer whose framing is wrong is no answer; one that merely stops is one.
    if (isMalformed(error)) this.fail(faultOf(error))
    else this.breakOff(faultOf(error))
  }

  private breakOff(fault: EgressFault): void {
    if (this.status === 0) this.fail(fault)
    else this.respond(false)
  }

  private respond(isComplete: boolean): void {
    if (this.hasEnded) return
    const { status, headers, body } = this
    this.end({
      isComplete,
      result: {
        outcome: 'response',
        status,
        headers,
        bodyText: body.text(),
        bodyTruncated: !isComplete || body.isCut,
        durationMs: performance.now() - this.startedAt,
      },
    })
  }

  private fail({ code, message }: EgressFault): void {
    if (this.hasEnded) return
    const durationMs = performance.now() - this.startedAt
    const result: EgressResult = { outcome: 'failure', code, message, durationMs, mayHaveReached: this.hasStarted }
    this.end({ isComplete: false, result })
  }

  private end(ending: Ending): void {
    this.hasEnded = true
    clearTimeout(this.timer)
    this.onEnd(this, ending)
  }
}

import type { Dispatcher } from 'undici'

export interface Answered {
  readonly status: number | null
  readonly error: string | null
  readonly responseHeaders: Readonly<Record<string, string | string[] | undefined>>
  readonly responseBody: string
  readonly durationMs: number
}

/** One request as undici's handler. */
export class FloorExchange implements Dispatcher.DispatchHandler {
  private readonly startedAt = performance.now()
  private readonly resolve: (answered: Answered) => void
  private status: number | null = null
  private headers: Answered['responseHeaders'] = {}
  private body = ''

  constructor(resolve: (answered: Answered) => void) {
    this.resolve = resolve
  }

  onRequestStart(): void {
    // Nothing to prepare.
  }

  onResponseStart(_controller: unknown, status: number, headers: Answered['responseHeaders']): void {
    this.status = status
    this.headers = headers
  }

  onResponseData(_controller: unknown, chunk: Buffer): void {
    this.body += chunk.toString('utf8')
  }

  onResponseEnd(): void {
    this.end(null)
  }

  onResponseError(_controller: unknown, error: Error): void {
    this.end(error.message)
  }

  private end(error: string | null): void {
    const durationMs = performance.now() - this.startedAt
    const { status, headers: responseHeaders, body: responseBody } = this
    this.resolve({ status, error, responseHeaders, responseBody, durationMs })
  }
}

import type { Dispatcher } from 'undici'

/** One request as undici's handler: only how it ended is of interest. */
export class LoadRequest implements Dispatcher.DispatchHandler {
  private readonly end: (status: string) => void
  private status = 0

  constructor(end: (status: string) => void) {
    this.end = end
  }

  onRequestStart(): void {
    // Nothing to prepare.
  }

  onResponseStart(_controller: unknown, status: number): void {
    this.status = status
  }

  onResponseData(): void {
    // The body is not looked at.
  }

  onResponseEnd(): void {
    this.end(String(this.status))
  }

  onResponseError(_controller: unknown, error: Error & { code?: string }): void {
    this.end(error.code ?? error.message)
  }
}

/**
 * - `invalid_url`, `invalid_request`: refused before anything was sent; a repeat will be refused too
 * - `blocked`: the name leads, at least in part, to an address that is not allowed
 * - `dns`: no address found; `connect`: no connection (unreachable, or not in time); `refused`: by the receiver's host
 * - `tls`: no secure connection: certificate, version, or handshake
 * - `timeout`: no status line by the deadline
 * - `reset`: closed before the status line
 * - `protocol`: an answer that is not HTTP/1.1; `headers_too_large`: one with too many or too large headers
 */
export type EgressFailureCode =
  | 'invalid_url'
  | 'invalid_request'
  | 'blocked'
  | 'dns'
  | 'connect'
  | 'refused'
  | 'tls'
  | 'timeout'
  | 'reset'
  | 'protocol'
  | 'headers_too_large'

export interface EgressResponse {
  readonly outcome: 'response'
  readonly status: number
  /** Lower-case names; repeated ones joined; without `set-cookie`; at most 64 of at most 1,024 characters each. */
  readonly headers: Readonly<Record<string, string>>
  /** The beginning of the body, at most 16 KiB of UTF-8, without NUL. */
  readonly bodyText: string
  /** Whether the body went on, or broke off. */
  readonly bodyTruncated: boolean
  readonly durationMs: number
}

export interface EgressFailure {
  readonly outcome: 'failure'
  readonly code: EgressFailureCode
  /** For the customer to read: names no address. */
  readonly message: string
  readonly durationMs: number
  /** Whether the receiver may have got the request, or a part of it. */
  readonly mayHaveReached: boolean
}

/** What became of a request. An answer of any status is a `response`; whether it is a success is the caller's to say. */
export type EgressResult = EgressResponse | EgressFailure

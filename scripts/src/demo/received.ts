/** A webhook as the demo receiver keeps it. */
export interface Received {
  readonly id: string | undefined
  readonly receivedAt: string
  readonly method: string
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  readonly verified: boolean
  /** Why the signature was refused. */
  readonly reason: string | undefined
}

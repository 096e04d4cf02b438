import type { KeyObject } from 'node:crypto'
import type { RetryPreset } from '@hookline/dto'

/** What a profile needs of an event: enough to render it again, byte for byte, at a later attempt. */
export interface SendableEvent {
  id: string
  type: string
  occurredAt: Date
  contentType: string
  payload: Buffer
  /** Known at the first attempt only. */
  traceparent?: string | undefined
}

/** What is signed, and with what. `keys` newest first. */
export interface SigningInput {
  body: Buffer
  eventId: string
  webhookId: string
  url: string
  signatureUri: 'url' | 'path'
  nowMs: number
  keys: readonly KeyObject[]
}

/** The payload cannot be sent in this profile; trying again will not help. */
export class RenderError extends Error {
  override readonly name = 'RenderError'
}

/** How a webhook is sent. Profiles are data and two small functions. */
export interface SendingProfile {
  readonly preset: RetryPreset
  readonly timeoutMs: number
  /** 410 Gone disables the webhook (Standard Webhooks); elsewhere it is a failure like any other. */
  readonly goneDisables: boolean
  /** `whsec`: base64 behind a prefix; `text`: the UTF-8 bytes are the key. */
  readonly secretForm: 'whsec' | 'text'
  /**
   * The bytes on the wire, made of the payload's bytes without re-serialising them.
   * @throws RenderError when the payload does not fit the profile
   */
  body(event: SendableEvent): Buffer
  contentType(event: SendableEvent): string
  /** Headers that prove the sender, fresh for each attempt. */
  signatureHeaders(input: SigningInput): Record<string, string>
}

import { Inject, Injectable } from '@nestjs/common'
import { Logger } from '@hookline/service-kit'
import type { EgressClient, EgressResult } from '@hookline/egress'
import type { CompiledWebhook } from '../matching/compiled-webhook.js'
import type { AttemptRow, DeliveryRow } from '../recording/rows.js'
import { endOf, type AttemptEnd } from './attempt-end.js'
import { RenderError, type SendableEvent } from './profiles/profile.js'
import { maskedHeaders, requestHeaders } from './request-headers.js'

export const EGRESS = Symbol('delivery.egress')
export const USER_AGENT = Symbol('delivery.user-agent')

export interface SentAttempt {
  end: AttemptEnd
  row: AttemptRow
}

/** Makes one attempt: renders, signs, sends, and says how it ended. Never throws: every end is an outcome. */
@Injectable()
export class Sender {
  constructor(
    @Inject(EGRESS) private readonly egress: EgressClient,
    @Inject(USER_AGENT) private readonly userAgent: string,
    private readonly logger: Logger,
  ) {}

  async attempt(webhook: CompiledWebhook, event: SendableEvent, delivery: DeliveryRow): Promise<SentAttempt> {
    const number = delivery.attemptCount + 1
    const startedAt = new Date()
    try {
      const body = webhook.profile.body(event)
      const parts = { webhook, event, body, attempt: number, userAgent: this.userAgent, nowMs: startedAt.getTime() }
      const headers = requestHeaders(parts)
      const { url, timeoutMs, tenantId: pool } = webhook
      const result = await this.egress.send({ url, method: 'POST', headers, body, deadlineMs: timeoutMs, pool })
      const end = endOf(result, Date.now())
      const row = { deliveryId: delivery.id, number, startedAt, ...fieldsOf(result, end) }
      return { end, row: { ...row, requestHeaders: maskedHeaders(headers, webhook.customHeaders()) } }
    } catch (error) {
      return this.notRendered(error, delivery.id, number, startedAt)
    }
  }

  /** A payload that does not fit the profile is the event's fault; a secret that does not open is ours and may be mended. */
  private notRendered(error: unknown, deliveryId: string, number: number, startedAt: Date): SentAttempt {
    const expected = error instanceof RenderError
    if (!expected) this.logger.error('delivery.render_failed', error, { delivery_id: deliveryId })
    const reason = expected ? error.message : 'the request could not be prepared'
    const end: AttemptEnd = { outcome: 'render', reason, retryable: !expected }
    const nothing = { statusCode: null, requestHeaders: {}, responseHeaders: {}, responseBody: null }
    return { end, row: { deliveryId, number, startedAt, durationMs: 0, outcome: 'render', error: reason, ...nothing } }
  }
}

type ResultFields = Pick<
  AttemptRow,
  'durationMs' | 'outcome' | 'statusCode' | 'error' | 'responseHeaders' | 'responseBody'
>

function fieldsOf(result: EgressResult, end: AttemptEnd): ResultFields {
  const { durationMs } = result
  if (result.outcome === 'failure') {
    const nothing = { statusCode: null, responseHeaders: {}, responseBody: null }
    return { durationMs, outcome: end.outcome, error: result.message, ...nothing }
  }
  const { status: statusCode, headers: responseHeaders, bodyText: responseBody } = result
  return { durationMs, outcome: end.outcome, statusCode, error: null, responseHeaders, responseBody }
}

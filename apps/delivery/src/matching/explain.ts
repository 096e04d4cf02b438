import type { DeliverySummary, ExplainedVerdict, ExplainedWebhook } from '@hookline/dto'
import type { ParsedJson } from '@hookline/event-schemas'
import { explainFilter } from '@hookline/expressions'
import type { CompiledWebhook } from './compiled-webhook.js'
import { filterReason, typesReason } from './explain-texts.js'
import { jsonPayload, type Payload } from './json-payload.js'
import { matchesType } from './match.js'

type Line = Omit<ExplainedWebhook, 'url'>
type Why = Pick<Line, 'verdict' | 'reason'>

export interface ExplainableEvent extends Payload {
  readonly type: string
  readonly receivedAt: Date
}

const MAX_LINES = 1_000
const MAX_REASON = 300

/**
 * One line for each webhook and for each delivery of one that is gone; those that got the event first, oldest webhook first.
 * What has no delivery is explained by what the webhook asks for now: what it asked for then is not kept.
 */
export function explain(
  event: ExplainableEvent,
  webhooks: readonly CompiledWebhook[],
  deliveries: readonly DeliverySummary[],
): Line[] {
  const places = new Map(webhooks.toSorted(byAge).map(({ id }, place) => [id, place]))
  const placeOf = (id: string): number => places.get(id) ?? Infinity
  const got = deliveries.toSorted((a, b) => placeOf(a.webhook_id) - placeOf(b.webhook_id) || (a.id < b.id ? -1 : 1))
  const served = new Set(got.map(({ webhook_id }) => webhook_id))
  const others = webhooks.filter(({ id }) => !served.has(id)).toSorted(byAge)
  const asked = new Question(event)
  const room = Math.max(0, MAX_LINES - got.length)
  return [
    ...got.slice(0, MAX_LINES).map((delivery) => lineOf(delivery.webhook_id, whyOf(delivery), delivery)),
    ...others.slice(0, room).map((webhook) => lineOf(webhook.id, asked.whyNot(webhook))),
  ]
}

const byAge = (a: CompiledWebhook, b: CompiledWebhook): number =>
  a.createdAt.localeCompare(b.createdAt) || a.id.localeCompare(b.id)

const lineOf = (webhook_id: string, { verdict, reason }: Why, delivery?: DeliverySummary): Line => ({
  webhook_id,
  verdict,
  reason: (reason.length > MAX_REASON ? `${reason.slice(0, MAX_REASON - 1)}…` : reason).toWellFormed(),
  delivery_id: delivery?.id ?? null,
  next_attempt_at: delivery?.next_attempt_at ?? null,
})

function whyOf({ status, reason, attempt_count: count }: DeliverySummary): Why {
  if (status === 'pending') return { verdict: 'scheduled', reason: `${withEnd(reason)}attempt ${count + 1} follows` }
  if (status === 'in_flight') return { verdict: status, reason: `attempt ${count + 1} is under way` }
  if (status === 'delivered') return { verdict: status, reason: `delivered by attempt ${count}` }
  return { verdict: status, reason: reason ?? status }
}

const withEnd = (reason: string | null): string => (reason === null ? '' : `${reason}; `)

/** Why a webhook has no delivery of the event. The payload is parsed at most once. */
class Question {
  private parsed: ParsedJson | undefined

  constructor(private readonly event: ExplainableEvent) {}

  whyNot(webhook: CompiledWebhook): Why {
    const { receivedAt, type } = this.event
    if (Date.parse(webhook.createdAt) > receivedAt.getTime()) {
      return {
        verdict: 'created_later',
        reason: `the webhook was created at ${webhook.createdAt}, after the event came`,
      }
    }
    if (!matchesType(webhook.eventTypes, type)) {
      return this.byNow(webhook, 'other_event_type', typesReason(webhook.eventTypes, type))
    }
    const refusal = this.refusalOf(webhook)
    if (refusal !== undefined) return this.byNow(webhook, 'filtered', refusal)
    if (!webhook.enabled) return this.byNow(webhook, 'disabled', 'the webhook is disabled')
    return {
      verdict: 'changed_later',
      reason: `the webhook did not ask for the event when it came; since its change at ${webhook.updatedAt} it would`,
    }
  }

  private refusalOf({ filterTree }: CompiledWebhook): string | undefined {
    if (filterTree === undefined) return undefined
    this.parsed ??= jsonPayload(this.event)
    if (!this.parsed.ok) return 'it has a filter, and the payload is no JSON'
    const { failed } = explainFilter(filterTree, this.parsed.value)
    return failed && filterReason(failed)
  }

  private byNow({ updatedAt }: CompiledWebhook, verdict: ExplainedVerdict, reason: string): Why {
    const changed = Date.parse(updatedAt) > this.event.receivedAt.getTime()
    return { verdict, reason: changed ? `${reason} (as it is since ${updatedAt}, after the event came)` : reason }
  }
}

import { z } from 'zod'
import { EventTag } from './event.js'
import { Filter } from './filter.js'
import { EventTypePattern, Instant, plainText, Uuid } from './names.js'
import { RetryPolicy } from './retry-policy.js'

export const PROFILES = ['standard', 'jwt-signature'] as const
export const Profile = z.enum(PROFILES)
export type Profile = z.infer<typeof Profile>

export const MIN_TIMEOUT_MS = 100
export const MAX_TIMEOUT_MS = 30_000

const rateLimit = z.strictObject({ limit: z.int().min(1).max(1_000_000), period_seconds: z.int().min(1).max(86_400) })

const options = z.strictObject({
  /** Most requests on the wire at once. */
  max_in_flight: z.int().min(1).max(1_000),
  /** So many requests in a period, spread evenly. */
  rate_limit: rateLimit,
  /** Events of one ordering key one after the other, the next after the end of the former. */
  ordered: z.boolean(),
  /** Only events whose payload it lets pass. */
  filter: Filter,
  /** For people: nothing follows from them. */
  tags: z.array(EventTag).max(20),
})

/** How a webhook is sent to, beyond what every webhook has; absent = the default. */
export const WebhookOptions = options.partial()
export type WebhookOptions = z.infer<typeof WebhookOptions>

/** A change of them: absent = unchanged, `null` = back to the default. */
export const WebhookOptionsPatch = z.strictObject({
  max_in_flight: options.shape.max_in_flight.nullish(),
  rate_limit: options.shape.rate_limit.nullish(),
  ordered: options.shape.ordered.nullish(),
  filter: Filter.nullish(),
  tags: options.shape.tags.nullish(),
})
export type WebhookOptionsPatch = z.infer<typeof WebhookOptionsPatch>

/** `whsec_` and base64 (standard profile), or free text (jwt-signature): the profile's own rule is checked by the gateway. */
const SecretInput = z.string().min(1).max(512)

const metadata = z
  .record(z.string().min(1).max(64), z.string().max(512))
  .refine((map) => Object.keys(map).length <= 50, 'must have at most 50 members')

const changeable = {
  url: z.string().min(1, 'must not be empty'),
  event_types: z.array(EventTypePattern).min(1, 'must name at least one event type; leave it out for all').max(100),
  description: plainText(1000, 0),
  headers: z.record(z.string(), z.string()),
  enabled: z.boolean(),
  signature_uri: z.enum(['url', 'path']),
  retry: RetryPolicy,
  timeout_ms: z.int().min(MIN_TIMEOUT_MS).max(MAX_TIMEOUT_MS),
  metadata,
}

export const CreateWebhook = z.strictObject({
  id: Uuid.optional(),
  url: changeable.url,
  event_types: changeable.event_types.optional(),
  description: changeable.description.optional(),
  profile: Profile.default('standard'),
  secret: SecretInput.optional(),
  headers: changeable.headers.optional(),
  enabled: changeable.enabled.default(true),
  signature_uri: changeable.signature_uri.default('url'),
  retry: changeable.retry.optional(),
  timeout_ms: changeable.timeout_ms.optional(),
  metadata: changeable.metadata.optional(),
  ...WebhookOptions.shape,
})
export type CreateWebhook = z.infer<typeof CreateWebhook>

/** Absent = unchanged; `null` = back to the default; a map that is present replaces the whole map. */
export const UpdateWebhook = z.strictObject({
  url: changeable.url.optional(),
  event_types: changeable.event_types.nullish(),
  description: changeable.description.nullish(),
  headers: changeable.headers.optional(),
  enabled: changeable.enabled.optional(),
  signature_uri: changeable.signature_uri.optional(),
  retry: changeable.retry.nullish(),
  timeout_ms: changeable.timeout_ms.nullish(),
  metadata: changeable.metadata.optional(),
  ...WebhookOptionsPatch.shape,
})
export type UpdateWebhook = z.infer<typeof UpdateWebhook>

/** As read by anyone who may read: header values are secrets and never come back here, only their names do. */
export const Webhook = z.strictObject({
  id: z.string(),
  url: z.string(),
  event_types: z.array(z.string()).nullable(),
  description: z.string().nullable(),
  profile: Profile,
  enabled: z.boolean(),
  headers: z.record(z.string(), z.literal('****')),
  signature_uri: changeable.signature_uri,
  retry: RetryPolicy.nullable(),
  timeout_ms: z.int().nullable(),
  metadata: z.record(z.string(), z.string()),
  max_in_flight: options.shape.max_in_flight.nullable(),
  rate_limit: rateLimit.nullable(),
  ordered: z.boolean(),
  filter: Filter.nullable(),
  tags: z.array(EventTag),
  created_at: Instant,
  updated_at: Instant,
})
export type Webhook = z.infer<typeof Webhook>

export const CreatedWebhook = Webhook.extend({ secret: z.string() })
export type CreatedWebhook = z.infer<typeof CreatedWebhook>

/** How delivery sees a webhook now: what it sends at once, and whether it is left alone for a while. */
export const WebhookState = z.strictObject({
  circuit: z.enum(['closed', 'open', 'half_open']),
  /** Requests that may be on the wire at once; `null` = nothing was sent yet. */
  window: z.int().nullable(),
  in_flight: z.int(),
  slow: z.int(),
  failures_in_row: z.int(),
  failing_since: Instant.nullable(),
  open_until: Instant.nullable(),
})
export type WebhookState = z.infer<typeof WebhookState>

export const MAX_GRACE_SECONDS = 7 * 24 * 3600

export const RotateSecret = z.strictObject({
  secret: SecretInput.optional(),
  grace_seconds: z.int().min(0).max(MAX_GRACE_SECONDS).default(86_400),
})
export type RotateSecret = z.infer<typeof RotateSecret>

export const WebhookSecret = z.strictObject({ secret: z.string() })
export type WebhookSecret = z.infer<typeof WebhookSecret>

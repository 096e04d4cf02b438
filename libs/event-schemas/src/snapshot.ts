import { EventTypePattern, Profile, RetryPolicy, Scope, WebhookOptions } from '@hookline/dto'
import { z } from 'zod'

/** Version of the records below; a reader meets an unknown one with "not ready", never with a guess. */
export const SNAPSHOT_VERSION = 1

const envelope = {
  v: z.literal(SNAPSHOT_VERSION),
  /** Grows when config writes the whole topic anew. */
  generation: z.int(),
  /** The outbox row: a record with a lower one than what is applied is an echo of a relay that crashed. */
  seq: z.int(),
}

export const TenantRecord = z.object({
  id: z.string(),
  name: z.string(),
  created_at: z.string(),
  updated_at: z.string(),
})
export type TenantRecord = z.infer<typeof TenantRecord>

export const ApiKeyRecord = z.object({
  id: z.string(),
  tenant_id: z.string(),
  name: z.string(),
  scopes: z.array(Scope),
  /** SHA-256 of the whole key, hex. */
  hash: z.string(),
  created_at: z.string(),
  expires_at: z.string().nullable(),
})
export type ApiKeyRecord = z.infer<typeof ApiKeyRecord>

/** A secret as it lies and travels: sealed; `expires_at` is set on the old one while a rotation's grace lasts. */
export const SealedSecret = z.object({ sealed: z.string(), expires_at: z.string().nullable() })
export type SealedSecret = z.infer<typeof SealedSecret>

export const WebhookRecord = z.object({
  id: z.string(),
  tenant_id: z.string(),
  url: z.string(),
  event_types: z.array(EventTypePattern).nullable(),
  description: z.string().nullable(),
  profile: Profile,
  enabled: z.boolean(),
  /** Newest first. */
  secrets: z.array(SealedSecret).min(1),
  /** The custom headers as one sealed JSON object, and their names in clear; `null` when there are none. */
  headers: z.object({ names: z.array(z.string()), sealed: z.string() }).nullable(),
  signature_uri: z.enum(['url', 'path']),
  retry: RetryPolicy.nullable(),
  timeout_ms: z.int().nullable(),
  metadata: z.record(z.string(), z.string()),
  options: WebhookOptions.optional(),
  created_at: z.string(),
  updated_at: z.string(),
})
export type WebhookRecord = z.infer<typeof WebhookRecord>

/** Ends a complete set of records: only a topic that holds the marker of a generation may be believed. */
export const MarkerRecord = z.object({ generation: z.int() })
/** Written every second: reaching one that was written after a reader's start proves that it has read everything. */
export const HeartbeatRecord = z.object({ generation: z.int(), at: z.string() })

export const SnapshotRecord = z.discriminatedUnion('kind', [
  z.object({ ...envelope, kind: z.literal('tenant'), value: TenantRecord }),
  z.object({ ...envelope, kind: z.literal('api_key'), value: ApiKeyRecord }),
  z.object({ ...envelope, kind: z.literal('webhook'), value: WebhookRecord }),
  z.object({ ...envelope, kind: z.literal('marker'), value: MarkerRecord }),
  z.object({ ...envelope, kind: z.literal('heartbeat'), value: HeartbeatRecord }),
])
export type SnapshotRecord = z.infer<typeof SnapshotRecord>
export type SnapshotKind = SnapshotRecord['kind']
export type EntityKind = Exclude<SnapshotKind, 'marker' | 'heartbeat'>

export const snapshotKey = (kind: SnapshotKind, id: string): string => `${kind}:${id}`

export function parseSnapshotKey(key: string): { kind: string; id: string } {
  const colon = key.indexOf(':')
  return { kind: key.slice(0, colon), id: key.slice(colon + 1) }
}

/** What purpose a value was sealed for: part of the authenticated data, so that one can't stand in for another. */
export const SEAL_PURPOSES = { webhookSecret: 'webhook.secret', webhookHeaders: 'webhook.headers' } as const

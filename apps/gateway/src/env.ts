import { parseCidrs, type Cidr } from '@hookline/egress'
import { commonVariables, egressVariables, masterKeys, number, port } from '@hookline/service-kit'
import { z } from 'zod'

const cidrs = z
  .string()
  .default('')
  .transform((text, context): Cidr[] => {
    try {
      return parseCidrs(text)
    } catch {
      context.addIssue({ code: 'custom', message: 'must be a list of address ranges such as 10.0.0.0/8,::1' })
      return z.NEVER
    }
  })

const MIB = 1024 * 1024

/** Every variable of the gateway; docs/configuration.md explains them. */
export const Env = z.object({
  ...commonVariables,
  ...egressVariables,
  HOOKLINE_EGRESS_ALLOW_CIDRS: cidrs,
  HOOKLINE_PORT_GATEWAY: port(8080),
  HOOKLINE_HOST: z.string().default('0.0.0.0'),
  /** May do everything; compared by its SHA-256. */
  HOOKLINE_ADMIN_KEY: z
    .string('is missing')
    .regex(/^[\x21-\x7E]{16,512}$/, 'must be 16–512 visible ASCII characters without blanks'),
  HOOKLINE_MASTER_KEYS: masterKeys,
  /** What clients call us; shown in /openapi.json. */
  HOOKLINE_PUBLIC_URL: z.url({ protocol: /^https?$/, error: 'must be an http(s) URL' }).optional(),
  /** Only from these addresses is X-Forwarded-For believed. */
  HOOKLINE_TRUSTED_PROXIES: cidrs,

  /** The payload of one event. */
  HOOKLINE_LIMIT_EVENT_BYTES: number(256 * 1024, 1, MIB),
  HOOKLINE_LIMIT_REQUEST_BYTES: number(4 * MIB, 1024, 64 * MIB),
  HOOKLINE_LIMIT_BATCH_EVENTS: number(500, 1, 10_000),
  /** Objects and arrays inside one another, in a payload or in the body of another request. */
  HOOKLINE_LIMIT_JSON_DEPTH: number(32, 1, 500),
  /** Members of all objects of a payload, or of the body of another request, together. */
  HOOKLINE_LIMIT_JSON_KEYS: number(10_000, 1, 1_000_000),
  /** Events that wait for the broker, as records and as bytes: above that, publish answers 503. */
  HOOKLINE_LIMIT_PRODUCE_QUEUE: number(10_000, 1, 1_000_000),
  HOOKLINE_LIMIT_PRODUCE_QUEUE_BYTES: number(64 * MIB, 1024, 1024 * MIB),
  /** Refused keys from one address: so many at once, and so many more each second; then 429. Per instance. */
  HOOKLINE_LIMIT_AUTH_FAILURES: number(100, 1, 1_000_000),
  HOOKLINE_LIMIT_AUTH_FAILURES_PER_SECOND: number(5, 1, 1_000_000),

  /** How long the answer of another service is waited for; then 504. */
  HOOKLINE_RPC_DEADLINE_MS: number(5_000, 100, 60_000),
  /** How long the broker's acknowledgement is waited for; then 503. */
  HOOKLINE_PUBLISH_DEADLINE_MS: number(5_000, 100, 60_000),
})
export type Env = z.infer<typeof Env>

/** Token of {@link Env}. */
export const ENV = Symbol('hookline.gateway.env')

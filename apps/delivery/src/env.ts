import { parseCidrs } from '@hookline/egress'
import {
  commonVariables,
  databaseVariables,
  egressVariables,
  masterKeys,
  number,
  parsed,
  port,
} from '@hookline/service-kit'
import { z } from 'zod'

/** Every variable of the delivery service; docs/configuration.md explains them. */
export const Env = z.object({
  ...commonVariables,
  ...databaseVariables,
  ...egressVariables,
  HOOKLINE_EGRESS_ALLOW_CIDRS: parsed(parseCidrs, 'must be address ranges such as 10.0.0.0/8,::1/128'),
  HOOKLINE_MASTER_KEYS: masterKeys,
  HOOKLINE_HOST: z.string().default('0.0.0.0'),
  HOOKLINE_PORT_DELIVERY: port(8083),
  /** Events, deliveries and attempts are kept for so long; 0 = for ever. */
  HOOKLINE_RETENTION_DAYS: number(30, 0, 3_650),
  /** Events read from Kafka whose outcome is not in Postgres yet: more pause the partitions. */
  HOOKLINE_DELIVERY_EVENTS_IN_HAND: number(2_000, 1, 100_000),
  /** Requests on the wire, in all and for one webhook. */
  HOOKLINE_DELIVERY_MAX_IN_FLIGHT: number(1_000, 1, 20_000),
  HOOKLINE_DELIVERY_MAX_IN_FLIGHT_PER_WEBHOOK: number(128, 1, 20_000),
  /** Requests of one webhook that last longer than the park time. */
  HOOKLINE_DELIVERY_MAX_SLOW_PER_WEBHOOK: number(32, 1, 20_000),
  /** The adaptive window: where it begins, what opens it, and for how long. */
  HOOKLINE_DELIVERY_FIRST_WINDOW: number(8, 1, 20_000),
  HOOKLINE_DELIVERY_OPENS_AFTER_FAILURES: number(5, 1, 1_000),
  HOOKLINE_DELIVERY_FIRST_OPEN_MS: number(1_000, 10, 3_600_000),
  HOOKLINE_DELIVERY_LONGEST_OPEN_MS: number(60_000, 10, 3_600_000),
  /** An attempt that takes longer goes on outside the partition, under a lease. */
  HOOKLINE_DELIVERY_PARK_AFTER_MS: number(1_000, 50, 60_000),
  /** A webhook that only fails for so long, and at least so many times, is disabled; 0 hours = never. */
  HOOKLINE_DELIVERY_DISABLE_AFTER_HOURS: number(120, 0, 8_760),
  HOOKLINE_DELIVERY_DISABLE_AFTER_FAILURES: number(10, 1, 1_000_000),
  HOOKLINE_DELIVERY_DUE_POLL_MS: number(500, 20, 60_000),
  /** Deliveries that a replay makes pending again in a second. */
  HOOKLINE_DELIVERY_REPLAYS_PER_SECOND: number(500, 1, 100_000),
  /** Added to an attempt's timeout: how long its lease outlives it. */
  HOOKLINE_DELIVERY_LEASE_MARGIN_MS: number(15_000, 100, 600_000),
})
export type Env = z.infer<typeof Env>

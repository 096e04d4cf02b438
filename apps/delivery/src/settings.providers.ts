import type { Provider } from '@nestjs/common'
import { createEgressClient } from '@hookline/egress'
import { Sealer, Slots } from '@hookline/service-kit'
import { DISABLE_RULE } from './disabling/webhook-disabler.js'
import type { Env } from './env.js'
import { Lanes } from './lanes/lanes.js'
import { EGRESS, USER_AGENT } from './sending/sender.js'
import { TIMING } from './timing.js'

const HOUR_MS = 3_600_000

/** What the environment decides. */
export const settingsProviders = (env: Env, version: string): Provider[] => [
  { provide: Sealer, useValue: new Sealer(env.HOOKLINE_MASTER_KEYS) },
  { provide: Slots, useValue: new Slots(env.HOOKLINE_DELIVERY_EVENTS_IN_HAND) },
  { provide: USER_AGENT, useValue: `Hookline/${version}` },
  { provide: Lanes, useValue: lanesOf(env) },
  {
    provide: EGRESS,
    useValue: createEgressClient({
      allowCidrs: env.HOOKLINE_EGRESS_ALLOW_CIDRS,
      allowHttp: env.HOOKLINE_EGRESS_ALLOW_HTTP,
      maxSocketsPerOrigin: env.HOOKLINE_DELIVERY_MAX_IN_FLIGHT_PER_WEBHOOK,
    }),
  },
  {
    provide: TIMING,
    useValue: {
      parkAfterMs: env.HOOKLINE_DELIVERY_PARK_AFTER_MS,
      leaseMarginMs: env.HOOKLINE_DELIVERY_LEASE_MARGIN_MS,
      duePollMs: env.HOOKLINE_DELIVERY_DUE_POLL_MS,
      retentionDays: env.HOOKLINE_RETENTION_DAYS,
      replaysPerSecond: env.HOOKLINE_DELIVERY_REPLAYS_PER_SECOND,
    },
  },
  {
    provide: DISABLE_RULE,
    useValue: {
      afterMs: env.HOOKLINE_DELIVERY_DISABLE_AFTER_HOURS * HOUR_MS,
      failures: env.HOOKLINE_DELIVERY_DISABLE_AFTER_FAILURES,
    },
  },
]

const lanesOf = (env: Env): Lanes =>
  new Lanes(
    { total: env.HOOKLINE_DELIVERY_MAX_IN_FLIGHT, slowPerWebhook: env.HOOKLINE_DELIVERY_MAX_SLOW_PER_WEBHOOK },
    {
      maxWindow: env.HOOKLINE_DELIVERY_MAX_IN_FLIGHT_PER_WEBHOOK,
      firstWindow: env.HOOKLINE_DELIVERY_FIRST_WINDOW,
      opensAfter: env.HOOKLINE_DELIVERY_OPENS_AFTER_FAILURES,
      firstOpenMs: env.HOOKLINE_DELIVERY_FIRST_OPEN_MS,
      longestOpenMs: env.HOOKLINE_DELIVERY_LONGEST_OPEN_MS,
    },
  )

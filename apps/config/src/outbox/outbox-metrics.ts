import { Counter, Gauge } from 'prom-client'

export const unpublishedRows = new Gauge({
  name: 'hookline_config_outbox_unpublished_rows',
  help: 'Changes that are committed and not yet in the snapshot topic',
})

export const oldestUnpublished = new Gauge({
  name: 'hookline_config_outbox_oldest_seconds',
  help: 'Age of the oldest change that is not yet in the snapshot topic',
})

export const relayPasses = new Counter({
  name: 'hookline_config_relay_passes_total',
  help: 'Runs of the outbox relay',
  labelNames: ['outcome'] as const,
})

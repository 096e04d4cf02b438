import { Counter, Histogram } from 'prom-client'

const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

/** Labels are route patterns, methods and statuses: never a tenant, an id or a URL. */
export const httpRequests = new Counter({
  name: 'hookline_http_requests_total',
  help: 'Requests answered, by route, method and status.',
  labelNames: ['route', 'method', 'status'],
})

export const httpSeconds = new Histogram({
  name: 'hookline_http_request_seconds',
  help: 'Time from the arrival of a request to the end of its answer.',
  buckets: SECONDS,
})

export const publishSeconds = new Histogram({
  name: 'hookline_publish_seconds',
  help: "Time from an event's acceptance to the acknowledgement of the broker.",
  buckets: SECONDS,
})

export const groupRecords = new Histogram({
  name: 'hookline_produce_group_records',
  help: 'Records that went to the broker in one produce.',
  buckets: [1, 2, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_000],
})

export const rpcSeconds = new Histogram({
  name: 'hookline_rpc_seconds',
  help: 'Time that a call of another service took, by service, method and outcome.',
  labelNames: ['service', 'method', 'outcome'],
  buckets: SECONDS,
})

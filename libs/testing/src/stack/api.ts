import type {
  CreatedApiKey,
  CreatedWebhook,
  CreateWebhook,
  Delivery,
  DeliverySummary,
  EventDetail,
  EventSummary,
  Page,
  PublishedEvent,
  PublishEvent,
  Tenant,
  Webhook,
} from '@hookline/dto'
import { waitFor } from '../wait-for.js'
import { type ApiAnswer, ApiError, type ApiRequest, ask, send } from './http.js'

type Members<T> = { readonly [K in keyof T]?: T[K] | undefined }
export type WebhookInput = Members<CreateWebhook> & { readonly url: string }
export type EventInput = Members<PublishEvent> & { readonly type: string }

/** The native API with one key, as a spec wants to write it. */
export interface Api {
  /** Any request; the answer comes back whatever its status. */
  send<T = unknown>(request: ApiRequest): Promise<ApiAnswer<T>>
  /** The same API with another key. */
  as(key: string): Api
  createTenant(input?: { name?: string; id?: string }): Promise<Tenant>
  createKey(tenant: string, input?: { name?: string; scopes?: string[]; expires_at?: string }): Promise<CreatedApiKey>
  createWebhook(tenant: string, input: WebhookInput): Promise<CreatedWebhook>
  updateWebhook(tenant: string, id: string, changes: Record<string, unknown>): Promise<Webhook>
  deleteWebhook(tenant: string, id: string): Promise<void>
  publish(tenant: string, event: EventInput, headers?: Record<string, string>): Promise<PublishedEvent>
  publishBatch(tenant: string, events: readonly EventInput[]): Promise<PublishedEvent[]>
  getEvent(tenant: string, id: string): Promise<EventDetail>
  /** The event, once delivery has read it (until then it is a 404) and the condition holds. */
  waitForEvent(tenant: string, id: string, until?: (event: EventDetail) => boolean): Promise<EventDetail>
  listEvents(tenant: string, query?: Record<string, string>): Promise<Page<EventSummary>>
  listDeliveries(tenant: string, query?: Record<string, string>): Promise<Page<DeliverySummary>>
  getDelivery(tenant: string, id: string): Promise<Delivery>
}

/** A client of the native API at a gateway. */
export function createApi(url: string, key: string): Api {
  const get = <T>(path: string) => ask<T>(url, key, { path })
  const post = <T>(path: string, body: unknown, headers: Record<string, string> = {}) =>
    ask<T>(url, key, { method: 'POST', path, body, headers })
  const of = (tenant: string, rest: string) => `/v1/tenants/${encodeURIComponent(tenant)}/${rest}`
  const query = (values: Record<string, string> = {}) => `?${new URLSearchParams(values).toString()}`
  const api: Api = {
    send: (request) => send(url, key, request),
    as: (other) => createApi(url, other),
    createTenant: (input = {}) => post('/v1/tenants', { name: 'Acme', ...input }),
    createKey: (tenant, input = {}) => post(of(tenant, 'api-keys'), { name: 'specs', ...input }),
    createWebhook: (tenant, input) => post(of(tenant, 'webhooks'), input),
    updateWebhook: (tenant, id, body) => ask(url, key, { method: 'PATCH', path: of(tenant, `webhooks/${id}`), body }),
    deleteWebhook: async (tenant, id) =>
      void (await ask(url, key, { method: 'DELETE', path: of(tenant, `webhooks/${id}`) })),
    publish: (tenant, event, headers) => post(of(tenant, 'events'), { payload: {}, ...event }, headers),
    publishBatch: async (tenant, events) =>
      (await post<{ data: PublishedEvent[] }>(of(tenant, 'events/batch'), { events })).data,
    getEvent: (tenant, id) => get(of(tenant, `events/${id}`)),
    waitForEvent: (tenant, id, until = () => true) => waitForEvent(() => api.getEvent(tenant, id), id, until),
    listEvents: (tenant, values) => get(of(tenant, `events${query(values)}`)),
    listDeliveries: (tenant, values) => get(of(tenant, `deliveries${query(values)}`)),
    getDelivery: (tenant, id) => get(of(tenant, `deliveries/${id}`)),
  }
  return api
}

const EVENT_DEADLINE_MS = 15_000

async function waitForEvent(
  get: () => Promise<EventDetail>,
  id: string,
  until: (event: EventDetail) => boolean,
): Promise<EventDetail> {
  let last: EventDetail | undefined
  const fitting = async () => {
    last = await get().catch((error: unknown) => {
      if (error instanceof ApiError && error.answer.status === 404) return undefined
      throw error
    })
    return last !== undefined && until(last) ? last : undefined
  }
  const options = { what: `event ${id} to be as expected`, deadlineMs: EVENT_DEADLINE_MS }
  return waitFor(fitting, options).catch((error: unknown) => {
    throw new Error(`${String(error)}; it is ${JSON.stringify(last)}`, { cause: error })
  })
}

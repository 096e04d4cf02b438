import type { LoadTarget } from '../load/calls.ts'
import { type Api, inParallel } from './api.ts'

/** Who publishes and who receives. */
export interface Audience {
  readonly tenants: number
  /** Of each tenant. */
  readonly webhooks: number
  /** Every event goes to all webhooks of its tenant; otherwise each webhook has an event type of its own. */
  readonly fanout?: boolean
  /** Loopback addresses that the webhooks are spread over: each stands for a host of its own. */
  readonly addresses?: number
  readonly timeoutMs?: number
}

/** Where the receiver listens: an address for each number. */
export interface ReceiverAddress {
  readonly scheme: 'http' | 'https'
  readonly port: number
}

const AT_ONCE = 48

export const fanoutOf = ({ fanout, webhooks }: Audience): number => (fanout === true ? webhooks : 1)

export function receiverUrl({ scheme, port }: ReceiverAddress, address: number, slot: number, webhook: number): string {
  const last = address + 1
  return `${scheme}://127.0.${last >> 8}.${last & 0xff}:${port}/r/${slot}/${webhook}`
}

export interface Built {
  readonly targets: readonly LoadTarget[]
  readonly tenantIds: readonly string[]
  readonly webhookIds: readonly string[]
}

/** Creates tenants, keys and webhooks through the native API; event `n` goes to target `n % targets.length`. */
export async function createAudience(api: Api, audience: Audience, receiver: ReceiverAddress): Promise<Built> {
  const { tenants, webhooks, addresses = 1, timeoutMs } = audience
  const isFanout = audience.fanout === true
  const owners = await inParallel(tenants, AT_ONCE, (index) => createTenant(api, index))
  const webhookIds = await inParallel(tenants * webhooks, AT_ONCE, async (index) => {
    const owner = owners[Math.floor(index / webhooks)]
    const url = receiverUrl(receiver, index % addresses, isFanout ? index % webhooks : 0, index)
    const types = isFanout ? {} : { event_types: [typeOf(index % webhooks)] }
    const body = { url, ...types, ...(timeoutMs !== undefined && { timeout_ms: timeoutMs }) }
    const { id } = await api.create<{ id: string }>(`/v1/tenants/${owner?.id}/webhooks`, body)
    return id
  })
  const targets = owners.flatMap(({ id, key }) =>
    Array.from({ length: isFanout ? 1 : webhooks }, (_, index) => targetOf(id, key, index)),
  )
  return { targets, tenantIds: owners.map(({ id }) => id), webhookIds }
}

/** The events of one tenant's webhook. */
export const targetOf = (tenantId: string, key: string, webhook: number): LoadTarget => ({
  path: `/v1/tenants/${tenantId}/events`,
  key,
  type: typeOf(webhook),
})

const typeOf = (webhook: number): string => `bench.w${webhook}`

async function createTenant(api: Api, index: number): Promise<{ id: string; key: string }> {
  const { id } = await api.create<{ id: string }>('/v1/tenants', { name: `Bench ${index}` })
  const { key } = await api.create<{ key: string }>(`/v1/tenants/${id}/api-keys`, { name: 'bench' })
  return { id, key }
}

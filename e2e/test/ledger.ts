import { setTimeout as delay } from 'node:timers/promises'
import { verifyStandard } from '@hookline/signing'
import type { Api, ReceivedRequest } from '@hookline/testing'
import { Client } from 'pg'

/** What a publisher may rely on: the ids that were answered with a 2xx. */
export interface Ledger {
  readonly accepted: Set<string>
  /** Publishes events until `count` are accepted, going on through refusals and broken connections. */
  publish(count: number): Promise<void>
}

const AT_ONCE = 16

/** A publisher that writes down each id after its 2xx, and tries again whatever was not acknowledged. */
export function publisherLedger(api: Api, tenant: string): Ledger {
  const accepted = new Set<string>()
  const publishOne = async (n: number): Promise<void> => {
    for (;;) {
      try {
        const { id } = await api.publish(tenant, { type: 'order.created', payload: { n } })
        accepted.add(id)
        return
      } catch {
        await delay(50)
      }
    }
  }
  const publish = async (count: number): Promise<void> => {
    let next = 0
    const worker = async (): Promise<void> => {
      while (next < count) {
        next += 1
        await publishOne(next)
      }
    }
    await Promise.all(Array.from({ length: AT_ONCE }, worker))
  }
  return { accepted, publish }
}

export interface Verdict {
  /** Accepted, and never seen by the receiver. */
  lost: string[]
  /** Requests beyond the first, over all events. */
  duplicates: number
  /** Requests whose signature does not verify. */
  badSignatures: number
  /** Events of which the receiver saw different bodies. */
  changedBodies: string[]
  /** Delivered by Postgres' account, and never seen by the receiver. */
  unseen: string[]
}

interface Evidence {
  accepted: ReadonlySet<string>
  requests: readonly ReceivedRequest[]
  secret: string
  delivered: ReadonlySet<string>
}

/** Joins what publisher, receiver and database say. */
export function judge({ accepted, requests, secret, delivered }: Evidence): Verdict {
  const bodies = new Map<string, Set<string>>()
  let badSignatures = 0
  for (const { headers, body, receivedAt } of requests) {
    const id = headers['webhook-id'] ?? ''
    bodies.set(id, (bodies.get(id) ?? new Set()).add(body.toString()))
    const signed = { id, timestamp: headers['webhook-timestamp'], signature: headers['webhook-signature'] }
    if (!verifyStandard({ ...signed, secrets: [secret], body, nowSeconds: receivedAt / 1000 }).ok) badSignatures += 1
  }
  return {
    lost: [...accepted].filter((id) => !bodies.has(id)),
    duplicates: requests.length - bodies.size,
    badSignatures,
    changedBodies: [...bodies].filter(([, seen]) => seen.size > 1).map(([id]) => id),
    unseen: [...delivered].filter((id) => !bodies.has(id)),
  }
}

/** The ids of a tenant's events that delivery has on record as delivered. */
export async function deliveredIds(databaseUrl: string, tenant: string): Promise<Set<string>> {
  const client = new Client({ connectionString: databaseUrl })
  await client.connect()
  const { rows } = await client.query<{ event_id: string }>(
    "SELECT event_id FROM delivery.deliveries_done WHERE tenant_id = $1 AND status = 'delivered'",
    [tenant],
  )
  await client.end()
  return new Set(rows.map(({ event_id }) => event_id))
}

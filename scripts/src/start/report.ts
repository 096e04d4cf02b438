import type { Received } from '../demo/received.ts'
import type { RunFile } from './run-file.ts'

export interface FirstEvent {
  readonly id: string
  readonly arrived: Received
  readonly ms: number
}

/** What a person reads once everything is up: what arrived, where things are, and what to try next. */
export function report(run: RunFile, { id, arrived, ms }: FirstEvent): string {
  const headers = Object.entries(arrived.headers).map(([name, value]) => `    ${name}: ${value}`)
  return `
The receiver got this, ${ms} ms after it was published:

    ${arrived.method} ${arrived.path}
${headers.join('\n')}

    ${arrived.body}

    signature ${arrived.verified ? 'verified ✓' : `refused ✗ ${arrived.reason ?? ''}`}

gateway      ${run.gateway}   (API reference: ${run.gateway}/docs)
receiver     ${run.receiver}   (shows what arrived)
kafka        ${run.kafka}
database     ${run.database}
admin key    ${run.admin_key}
tenant       ${run.tenant}
tenant key   ${run.tenant_key}

Try:
${tryLines(run, id)
  .map((line) => `  ${line}`)
  .join('\n')}
`
}

/** Three lines to paste: publish an event, see what became of one, list the webhooks. */
function tryLines({ gateway, tenant, tenant_key: key }: RunFile, eventId: string): [string, string, string] {
  const curl = `curl -s -H 'authorization: Bearer ${key}'`
  const base = `${gateway}/v1/tenants/${tenant}`
  const event = JSON.stringify({ type: 'order.paid', payload: { order_id: 'A-1001' } })
  return [
    `${curl} ${base}/events -H 'content-type: application/json' -d '${event}'`,
    `${curl} ${base}/events/${eventId}`,
    `${curl} ${base}/webhooks`,
  ]
}

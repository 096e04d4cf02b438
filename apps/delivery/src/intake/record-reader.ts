import { Injectable } from '@nestjs/common'
import { parseEventRecord } from '@hookline/event-schemas'
import type { StreamRecord } from '@hookline/service-kit'
import { TenantStore } from '../matching/tenant.store.js'
import { DeadLetterWriter } from './dead-letter.writer.js'
import { eventRowOf, receivedAtOf } from './event-row.js'
import type { Incoming } from './incoming.js'
import { SnapshotGate } from './snapshot-gate.js'

/** Turns records into events of tenants that exist; what cannot be one goes to the dead letters, and the partition goes on. */
@Injectable()
export class RecordReader {
  constructor(
    private readonly gate: SnapshotGate,
    private readonly tenants: TenantStore,
    private readonly deadLetters: DeadLetterWriter,
  ) {}

  async read(records: readonly StreamRecord[], now: Date): Promise<Incoming[]> {
    const parsed: Incoming[] = []
    for (const record of records) {
      const receivedAt = receivedAtOf(record.message.timestamp, now)
      const result = parseEventRecord(record.message, receivedAt)
      if (result.ok) parsed.push({ record, event: result.event, row: eventRowOf(result.event, receivedAt) })
      else await this.refuse(record, result.reason)
    }
    await this.gate.pass(parsed.map(({ event }) => event))
    return this.ofKnownTenants(parsed)
  }

  /** Resolves when the dead letter is written: only then may the offset move. */
  async refuse(record: StreamRecord, reason: string): Promise<void> {
    await this.deadLetters.write(record, reason)
    record.done()
  }

  private async ofKnownTenants(parsed: Incoming[]): Promise<Incoming[]> {
    const known: Incoming[] = []
    for (const incoming of parsed) {
      const { tenantId } = incoming.event
      if (this.tenants.has(tenantId)) known.push(incoming)
      else await this.refuse(incoming.record, `the tenant ${tenantId} does not exist`)
    }
    return known
  }
}

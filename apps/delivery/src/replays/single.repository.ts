import { Injectable } from '@nestjs/common'
import { DataSource } from 'typeorm'
import { reopen } from './reopen.sql.js'

const RESEND_OPEN = `
  WITH changed AS (
    UPDATE delivery.deliveries_open SET due_at = now(), reason = 'resent by request'
     WHERE tenant_id = $1 AND id = $2 AND status = 'pending' RETURNING id)
  SELECT id FROM changed`

const RESEND_DONE = `
  WITH picked AS (SELECT tenant_id, id, day FROM delivery.deliveries_done WHERE tenant_id = $1 AND id = $2 AND day = $3),
  ${reopen('resent by request')}
  SELECT id FROM reopened`

const CANCEL = `
  WITH gone AS (
    DELETE FROM delivery.deliveries_open WHERE tenant_id = $1 AND id = $2 AND status = 'pending' RETURNING *),
  done AS (
    INSERT INTO delivery.deliveries_done
      (day, id, tenant_id, event_id, event_day, webhook_id, status, reason, attempt_count, failure_count, created_at)
    SELECT $3::date, id, tenant_id, event_id, event_day, webhook_id, 'cancelled', 'cancelled by request', attempt_count,
           failure_count, created_at
      FROM gone
    RETURNING id)
  SELECT id FROM done`

/** Resending and cancelling one delivery. Each says whether it changed anything: a delivery on the wire is left alone. */
@Injectable()
export class SingleRepository {
  constructor(private readonly source: DataSource) {}

  resendOpen(tenantId: string, id: string): Promise<boolean> {
    return this.changes(RESEND_OPEN, [tenantId, id])
  }

  resendDone(tenantId: string, id: string, day: string): Promise<boolean> {
    return this.changes(RESEND_DONE, [tenantId, id, day])
  }

  cancel(tenantId: string, id: string, day: string): Promise<boolean> {
    return this.changes(CANCEL, [tenantId, id, day])
  }

  private async changes(sql: string, parameters: unknown[]): Promise<boolean> {
    const rows: unknown[] = await this.source.query(sql, parameters)
    return rows.length > 0
  }
}

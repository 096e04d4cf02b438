import { Injectable } from '@nestjs/common'
import type { Queries } from '../database/database.js'
import type { WebhookRow } from './webhook.entity.js'

/** Rows go in as one JSON object, which Postgres takes apart by its own column types. */
@Injectable()
export class WebhooksRepository {
  /** `false` when the tenant, whose row is locked, has `limit` webhooks already. */
  async insert(tx: Queries, webhook: WebhookRow, limit: number): Promise<boolean> {
    const inserted = await tx.query(
      `INSERT INTO config.webhooks SELECT given.* FROM jsonb_populate_record(NULL::config.webhooks, $1) AS given
       WHERE (SELECT count(*) FROM config.webhooks WHERE tenant_id = given.tenant_id) < $2
       RETURNING id`,
      [JSON.stringify(webhook), limit],
    )
    return inserted.length === 1
  }

  async lock(tx: Queries, tenantId: string, id: string): Promise<WebhookRow | undefined> {
    const [webhook] = await tx.query<WebhookRow>(
      `SELECT * FROM config.webhooks WHERE tenant_id = $1 AND id = $2 FOR UPDATE`,
      [tenantId, id],
    )
    return webhook
  }

  /** The ids of the tenant's webhooks, each row locked. */
  async lockAll(tx: Queries, tenantId: string): Promise<string[]> {
    const rows = await tx.query<{ id: string }>(
      `SELECT id FROM config.webhooks WHERE tenant_id = $1 ORDER BY id FOR UPDATE`,
      [tenantId],
    )
    return rows.map(({ id }) => id)
  }

  async update(tx: Queries, webhook: WebhookRow): Promise<void> {
    await tx.query(
      `UPDATE config.webhooks SET
         url = given.url, event_types = given.event_types, description = given.description, enabled = given.enabled,
         secrets = given.secrets, headers = given.headers, signature_uri = given.signature_uri, retry = given.retry,
         timeout_ms = given.timeout_ms, metadata = given.metadata, options = given.options, updated_at = given.updated_at
       FROM jsonb_populate_record(NULL::config.webhooks, $1) AS given
       WHERE webhooks.id = given.id`,
      [JSON.stringify(webhook)],
    )
  }

  async delete(tx: Queries, id: string): Promise<void> {
    await tx.query(`DELETE FROM config.webhooks WHERE id = $1`, [id])
  }
}

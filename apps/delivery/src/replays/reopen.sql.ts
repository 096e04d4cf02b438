/**
 * Makes finished deliveries pending again: `picked` is a CTE of rows of `deliveries_done`. The fence begins at the present
 * second, above any that a late owner of an earlier attempt can hold; the retry schedule begins anew.
 */
export const reopen = (reason: string): string => `
  gone AS (
    DELETE FROM delivery.deliveries_done d USING picked p
     WHERE d.tenant_id = p.tenant_id AND d.id = p.id AND d.day = p.day
    RETURNING d.*),
  reopened AS (
    INSERT INTO delivery.deliveries_open
      (id, tenant_id, event_id, event_day, webhook_id, status, reason, attempt_count, failure_count, created_at, fence, due_at)
    SELECT id, tenant_id, event_id, event_day, webhook_id, 'pending', '${reason}', attempt_count, 0, created_at,
           extract(epoch FROM now())::int, now()
      FROM gone
    RETURNING id)`

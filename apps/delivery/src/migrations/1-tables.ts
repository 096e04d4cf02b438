import type { MigrationInterface, QueryRunner } from 'typeorm'

/**
 * `events`, `attempts` and finished deliveries are partitioned by day, so that retention drops partitions. No foreign key
 * points into what is dropped. Unfinished deliveries live in a small table of their own.
 */
export class Tables1700000000001 implements MigrationInterface {
  name = 'Tables1700000000001'

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE delivery.events (
        day date NOT NULL,
        tenant_id uuid NOT NULL,
        id uuid NOT NULL,
        source_id text,
        source text NOT NULL,
        type text NOT NULL,
        occurred_at timestamptz(3) NOT NULL,
        received_at timestamptz(3) NOT NULL,
        content_type text NOT NULL,
        ordering_key text,
        tags text NOT NULL DEFAULT '',
        outcome text NOT NULL CHECK (outcome IN ('matched', 'no_match')),
        conflicts integer NOT NULL DEFAULT 0,
        payload bytea NOT NULL,
        PRIMARY KEY (tenant_id, id, day)
      ) PARTITION BY RANGE (day)`)
    await runner.query(`CREATE INDEX events_by_time ON delivery.events (tenant_id, received_at DESC, id DESC)`)
    await runner.query(`
      CREATE TABLE delivery.event_ids (
        tenant_id uuid NOT NULL,
        event_id uuid NOT NULL,
        day date NOT NULL,
        source_id text,
        PRIMARY KEY (tenant_id, event_id)
      )`)
    await runner.query(
      `CREATE INDEX event_ids_by_source ON delivery.event_ids (tenant_id, source_id) WHERE source_id IS NOT NULL`,
    )
    await runner.query(`
      CREATE TABLE delivery.deliveries_open (
        id uuid PRIMARY KEY,
        tenant_id uuid NOT NULL,
        event_id uuid NOT NULL,
        event_day date NOT NULL,
        webhook_id uuid NOT NULL,
        status text NOT NULL CHECK (status IN ('pending', 'in_flight')),
        reason text,
        attempt_count integer NOT NULL,
        failure_count integer NOT NULL,
        created_at timestamptz(3) NOT NULL,
        due_at timestamptz(3) NOT NULL,
        fence integer NOT NULL,
        ordering_key text,
        sequence bigint,
        CHECK ((ordering_key IS NULL) = (sequence IS NULL))
      ) WITH (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.02)`)
    await runner.query(`CREATE INDEX deliveries_open_due ON delivery.deliveries_open (due_at)`)
    await runner.query(
      `CREATE INDEX deliveries_open_in_order ON delivery.deliveries_open (webhook_id, ordering_key, sequence)
        WHERE ordering_key IS NOT NULL`,
    )
    await runner.query(`CREATE INDEX deliveries_open_by_webhook ON delivery.deliveries_open (webhook_id, due_at)`)
    await runner.query(`CREATE INDEX deliveries_open_by_event ON delivery.deliveries_open (event_id)`)
    await runner.query(`CREATE INDEX deliveries_open_by_tenant ON delivery.deliveries_open (tenant_id, id)`)
    await runner.query(`
      CREATE TABLE delivery.deliveries_done (
        day date NOT NULL,
        id uuid NOT NULL,
        tenant_id uuid NOT NULL,
        event_id uuid NOT NULL,
        event_day date NOT NULL,
        webhook_id uuid NOT NULL,
        status text NOT NULL CHECK (status IN ('delivered', 'failed', 'skipped', 'cancelled')),
        reason text,
        attempt_count integer NOT NULL,
        failure_count integer NOT NULL,
        created_at timestamptz(3) NOT NULL,
        ended_at timestamptz(3) NOT NULL DEFAULT now(),
        PRIMARY KEY (tenant_id, id, day)
      ) PARTITION BY RANGE (day)`)
    await runner.query(`CREATE INDEX deliveries_done_by_event ON delivery.deliveries_done (event_id)`)
    await runner.query(`
      CREATE TABLE delivery.attempts (
        day date NOT NULL,
        delivery_id uuid NOT NULL,
        number integer NOT NULL,
        started_at timestamptz(3) NOT NULL,
        duration_ms real NOT NULL,
        outcome text NOT NULL,
        status_code integer,
        error text,
        request_headers text NOT NULL,
        response_headers text NOT NULL,
        response_body text,
        PRIMARY KEY (delivery_id, number, day)
      ) PARTITION BY RANGE (day)`)
    await runner.query(`
      CREATE TABLE delivery.lanes (
        webhook_id uuid PRIMARY KEY,
        send_window real NOT NULL,
        failures_in_row integer NOT NULL,
        openings integer NOT NULL,
        open_until timestamptz(3) NOT NULL,
        failing_since timestamptz(3) NOT NULL
      )`)
    await runner.query(`
      CREATE TABLE delivery.replays (
        id uuid PRIMARY KEY,
        tenant_id uuid NOT NULL,
        webhook_id uuid,
        statuses text[] NOT NULL,
        type text,
        type_prefix text,
        since timestamptz(3) NOT NULL,
        until timestamptz(3) NOT NULL,
        status text NOT NULL CHECK (status IN ('running', 'done', 'cancelled')),
        matched integer NOT NULL,
        reopened integer NOT NULL DEFAULT 0,
        cursor uuid NOT NULL DEFAULT '00000000-0000-0000-0000-000000000000',
        created_at timestamptz(3) NOT NULL DEFAULT now(),
        touched_at timestamptz(3) NOT NULL DEFAULT now(),
        ended_at timestamptz(3)
      )`)
    await runner.query(
      `CREATE UNIQUE INDEX replays_one_at_a_time ON delivery.replays (tenant_id) WHERE status = 'running'`,
    )
    await runner.query(`CREATE INDEX replays_by_tenant ON delivery.replays (tenant_id, id)`)
    for (const table of ['events', 'deliveries_done', 'attempts']) {
      await runner.query(`CREATE TABLE delivery.${table}_other PARTITION OF delivery.${table} DEFAULT`)
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['replays', 'lanes', 'attempts', 'deliveries_done', 'deliveries_open', 'event_ids', 'events']) {
      await runner.query(`DROP TABLE delivery.${table}`)
    }
  }
}

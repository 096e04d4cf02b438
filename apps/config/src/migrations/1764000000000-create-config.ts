import type { MigrationInterface, QueryRunner } from 'typeorm'

const TENANTS = `
  CREATE TABLE config.tenants (
    id uuid NOT NULL,
    name text NOT NULL,
    created_at timestamptz(3) NOT NULL,
    updated_at timestamptz(3) NOT NULL,
    CONSTRAINT tenants_pkey PRIMARY KEY (id),
    CONSTRAINT tenants_name_check CHECK (name <> '')
  )`

const API_KEYS = `
  CREATE TABLE config.api_keys (
    id text NOT NULL,
    tenant_id uuid NOT NULL,
    name text NOT NULL,
    scopes text[] NOT NULL,
    hash text NOT NULL,
    created_at timestamptz(3) NOT NULL,
    expires_at timestamptz(3),
    CONSTRAINT api_keys_pkey PRIMARY KEY (id),
    CONSTRAINT api_keys_hash_key UNIQUE (hash),
    CONSTRAINT api_keys_tenant_fkey FOREIGN KEY (tenant_id) REFERENCES config.tenants (id) ON DELETE CASCADE,
    CONSTRAINT api_keys_id_check CHECK (id <> ''),
    CONSTRAINT api_keys_hash_check CHECK (hash ~ '^[0-9a-f]{64}$'),
    CONSTRAINT api_keys_scopes_check CHECK (cardinality(scopes) > 0)
  )`

const WEBHOOKS = `
  CREATE TABLE config.webhooks (
    id uuid NOT NULL,
    tenant_id uuid NOT NULL,
    url text NOT NULL,
    event_types text[],
    description text,
    profile text NOT NULL,
    enabled boolean NOT NULL,
    secrets jsonb NOT NULL,
    headers jsonb,
    signature_uri text NOT NULL,
    retry jsonb,
    timeout_ms integer,
    metadata jsonb NOT NULL,
    created_at timestamptz(3) NOT NULL,
    updated_at timestamptz(3) NOT NULL,
    CONSTRAINT webhooks_pkey PRIMARY KEY (id),
    CONSTRAINT webhooks_tenant_fkey FOREIGN KEY (tenant_id) REFERENCES config.tenants (id) ON DELETE CASCADE,
    CONSTRAINT webhooks_url_check CHECK (url <> ''),
    CONSTRAINT webhooks_event_types_check CHECK (cardinality(event_types) > 0),
    CONSTRAINT webhooks_secrets_check CHECK (jsonb_typeof(secrets) = 'array' AND jsonb_array_length(secrets) > 0),
    CONSTRAINT webhooks_signature_uri_check CHECK (signature_uri IN ('url', 'path')),
    CONSTRAINT webhooks_timeout_ms_check CHECK (timeout_ms > 0)
  )`

const OUTBOX = `
  CREATE TABLE config.outbox (
    id bigserial NOT NULL,
    record_key text NOT NULL,
    record jsonb,
    created_at timestamptz(3) NOT NULL DEFAULT now(),
    published_generation integer,
    published_offset bigint,
    published_at timestamptz(3),
    CONSTRAINT outbox_pkey PRIMARY KEY (id),
    CONSTRAINT outbox_published_check CHECK (num_nulls(published_generation, published_offset, published_at) IN (0, 3))
  )`

const SNAPSHOT_STATE = `
  CREATE TABLE config.snapshot_state (
    only_row boolean NOT NULL DEFAULT true,
    generation integer NOT NULL DEFAULT 0,
    attempted_generation integer NOT NULL DEFAULT 0,
    marker_offset bigint NOT NULL DEFAULT -1,
    last_offset bigint NOT NULL DEFAULT -1,
    republish_requested integer NOT NULL DEFAULT 0,
    republish_served integer NOT NULL DEFAULT 0,
    CONSTRAINT snapshot_state_pkey PRIMARY KEY (only_row),
    CONSTRAINT snapshot_state_only_row_check CHECK (only_row)
  )`

const COMMANDS = `
  CREATE TABLE config.commands (
    request_id text NOT NULL,
    method text NOT NULL,
    tenant_id text,
    seq bigint NOT NULL,
    reply jsonb NOT NULL,
    created_at timestamptz(3) NOT NULL DEFAULT now(),
    CONSTRAINT commands_pkey PRIMARY KEY (request_id)
  )`

const INDEXES = [
  'CREATE INDEX api_keys_tenant_idx ON config.api_keys (tenant_id)',
  'CREATE INDEX webhooks_tenant_idx ON config.webhooks (tenant_id)',
  'CREATE INDEX outbox_unpublished_idx ON config.outbox (id) WHERE published_offset IS NULL',
  'CREATE INDEX outbox_published_at_idx ON config.outbox (published_at)',
  'CREATE INDEX outbox_record_key_idx ON config.outbox (record_key, id)',
  'CREATE INDEX commands_created_at_idx ON config.commands (created_at)',
]

export class CreateConfig1764000000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const table of [TENANTS, API_KEYS, WEBHOOKS, OUTBOX, SNAPSHOT_STATE, COMMANDS]) await runner.query(table)
    for (const index of INDEXES) await runner.query(index)
    await runner.query('INSERT INTO config.snapshot_state DEFAULT VALUES')
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['commands', 'snapshot_state', 'outbox', 'webhooks', 'api_keys', 'tenants']) {
      await runner.query(`DROP TABLE config.${table}`)
    }
  }
}

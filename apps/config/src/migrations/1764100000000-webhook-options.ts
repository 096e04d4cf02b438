import type { MigrationInterface, QueryRunner } from 'typeorm'

export class WebhookOptions1764100000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE config.webhooks ADD COLUMN options jsonb')
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE config.webhooks DROP COLUMN options')
  }
}

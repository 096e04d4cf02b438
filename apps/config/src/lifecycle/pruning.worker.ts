import { Injectable } from '@nestjs/common'
import { Logger } from '@hookline/service-kit'
import { CommandsRepository } from '../commands/commands.repository.js'
import { Database } from '../database/database.js'
import { OutboxRepository } from '../outbox/outbox.repository.js'
import { Periodic } from './periodic.js'

const EVERY_MS = 60_000

/** Deletes what nobody asks for any more. */
@Injectable()
export class PruningWorker {
  private readonly periodic = new Periodic(EVERY_MS, () => this.prune())

  constructor(
    private readonly database: Database,
    private readonly outbox: OutboxRepository,
    private readonly commands: CommandsRepository,
    private readonly logger: Logger,
  ) {}

  start(): void {
    this.periodic.start()
  }

  stop(): Promise<void> {
    return this.periodic.stop()
  }

  private async prune(): Promise<void> {
    try {
      const outbox = await this.outbox.prune(this.database)
      const commands = await this.commands.prune(this.database)
      if (outbox + commands > 0) this.logger.debug('config.pruned', { outbox, commands })
    } catch (error) {
      this.logger.debug('config.prune_failed', { message: String(error) })
    }
  }
}

import { Inject, Injectable } from '@nestjs/common'
import type { SnapshotPosition } from '@hookline/event-schemas'
import { DomainError, Slots, unavailable, type RpcContext } from '@hookline/service-kit'
import { Database, type Queries } from '../database/database.js'
import { ENV, type Env } from '../env.js'
import type { Change } from '../outbox/change.js'
import { OutboxRelay } from '../outbox/outbox.relay.js'
import { CommandsRepository, type CommandIdentity, type DoneCommand } from './commands.repository.js'
import { refusalOf } from './refusal.js'

/** Locks the entity's row (a new one is locked by its insert), changes it, and says what changed. */
type Work<R extends object> = (tx: Queries) => Promise<Change<R>>

/** The relay and the probes need connections while commands wait for locks. */
const CONNECTIONS_FOR_OTHERS = 2

/** Carries out a command in one transaction, once per request id, and answers when the change is in the topic. */
@Injectable()
export class CommandRunner {
  private readonly slots: Slots

  constructor(
    private readonly database: Database,
    private readonly commands: CommandsRepository,
    private readonly relay: OutboxRelay,
    @Inject(ENV) env: Env,
  ) {
    this.slots = new Slots(Math.max(1, env.HOOKLINE_DATABASE_POOL - CONNECTIONS_FOR_OTHERS))
  }

  /**
   * `tenantId` is whose command it is, `null` for an admin's.
   * @throws DomainError what `work` refuses; `unavailable` before the change, or after it when it can't be published yet
   */
  async run<R extends object>(
    { requestId, method }: RpcContext,
    tenantId: string | null,
    work: Work<R>,
  ): Promise<R & { position: SnapshotPosition }> {
    if (this.relay.readiness() !== true) throw unavailable('Changes are not possible at the moment. Try again.')
    const { seq, reply } = await this.inSlot(() => this.once({ requestId, method, tenantId }, work))
    return { ...reply, position: await this.relay.published(seq) }
  }

  private async inSlot<T>(action: () => Promise<T>): Promise<T> {
    await this.slots.take()
    try {
      return await action()
    } finally {
      this.slots.free()
    }
  }

  private async once<R extends object>(identity: CommandIdentity, work: Work<R>): Promise<DoneCommand<R>> {
    try {
      return await this.database.transaction(async (tx) => {
        const change = await work(tx)
        return { seq: await tx.commitWith(this.commands.finish(tx, identity, change)), reply: change.reply }
      })
    } catch (error) {
      return await this.doneBefore<R>(identity, error)
    }
  }

  /**
   * A repeated command always fails, at the latest in the key of its own row; so only then we look for the first one.
   * @throws what made it fail, when it is no repetition
   */
  private async doneBefore<R extends object>(identity: CommandIdentity, error: unknown): Promise<DoneCommand<R>> {
    const stored = await this.commands.stored(this.database, identity.requestId).catch(() => undefined)
    if (stored === undefined) throw refusalOf(error)
    if (stored.method !== identity.method || stored.tenantId !== identity.tenantId) {
      throw new DomainError('conflict', 'The request id was used for another command')
    }
    return { seq: stored.seq, reply: stored.reply as R }
  }
}

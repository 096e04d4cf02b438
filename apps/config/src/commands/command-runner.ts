import { Inject, Injectable } from '@nestjs/common'
import type { Position } from '@hookline/event-schemas'
import { DomainError, Slots, unavailable, type RpcContext } from '@hookline/service-kit'
import { DataSource, type EntityManager } from 'typeorm'
import type { z } from 'zod'
import { ENV, type Env } from '../env.js'
import { OutboxRelay } from '../outbox/outbox.relay.js'
import type { Change } from './change.js'
import { CommandsRepository, type CommandIdentity } from './commands.repository.js'
import { refusalOf } from './refusal.js'

type Work<R extends object> = (tx: EntityManager) => Promise<Change<R>>
type Answer<R extends object> = R & { position: z.infer<typeof Position> }

/** The relay and the probes need connections while commands wait for locks. */
const CONNECTIONS_FOR_OTHERS = 2

/** Carries out a command in one transaction, once per request id, and answers when the change is in the topic. */
@Injectable()
export class CommandRunner {
  private readonly slots: Slots

  constructor(
    private readonly database: DataSource,
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
  async run<R extends object>(context: RpcContext, tenantId: string | null, work: Work<R>): Promise<Answer<R>> {
    if (this.relay.readiness() !== true) throw unavailable('Changes are not possible at the moment. Try again.')
    const { seq, reply } = await this.once({ ...context, tenantId }, work)
    return { ...reply, position: await this.relay.published(seq) }
  }

  private async once<R extends object>(identity: CommandIdentity, work: Work<R>): Promise<Change<R>> {
    await this.slots.take()
    try {
      return await this.database.transaction(async (tx) => {
        if (!(await this.commands.claim(tx, identity))) return await this.repeat<R>(tx, identity)
        const change = await work(tx)
        await this.commands.complete(tx, identity.requestId, change)
        return change
      })
    } catch (error) {
      throw refusalOf(error)
    } finally {
      this.slots.free()
    }
  }

  private async repeat<R extends object>(tx: EntityManager, identity: CommandIdentity): Promise<Change<R>> {
    const stored = await this.commands.stored(tx, identity.requestId)
    if (stored?.method !== identity.method || stored.tenantId !== identity.tenantId) {
      throw new DomainError('conflict', 'The request id was used for another command')
    }
    return { seq: stored.seq, reply: stored.reply as R }
  }
}

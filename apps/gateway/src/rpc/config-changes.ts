import type { ConfigRpc } from '@hookline/event-schemas'
import { DomainError } from '@hookline/service-kit'
import { Inject, Injectable } from '@nestjs/common'
import { ENV, type Env } from '../env.js'
import type { Call } from '../http/call.js'
import { Snapshot } from '../snapshot/snapshot.js'
import { Services, type Reply, type Request } from './services.js'

/** Changes of the configuration: each answers after this gateway has the change in memory (read your own write). */
@Injectable()
export class ConfigChanges {
  constructor(
    private readonly services: Services,
    private readonly snapshot: Snapshot,
    @Inject(ENV) private readonly env: Env,
  ) {}

  async make<K extends keyof ConfigRpc>(
    method: K,
    request: Request<ConfigRpc, K>,
    call: Call,
  ): Promise<Reply<ConfigRpc, K>> {
    const reply = await this.services.callConfig(method, request, call)
    if (await this.snapshot.waitFor(reply.position, this.env.HOOKLINE_RPC_DEADLINE_MS)) return reply
    throw new DomainError('timeout', 'The change was made, but is not in force here yet. Read it again.')
  }
}

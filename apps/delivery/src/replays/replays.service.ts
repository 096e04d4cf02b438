import { Injectable } from '@nestjs/common'
import { MAX_REPLAY_DAYS, type CreatedReplay, type Replay } from '@hookline/dto'
import type { DELIVERY_RPC } from '@hookline/event-schemas'
import { DomainError, Logger, notFound } from '@hookline/service-kit'
import type { z } from 'zod'
import { decodeCursor, encodeCursor, UUID } from '../queries/cursor.js'
import { ReplayWorker } from './replay.worker.js'
import { ReplaysRepository, type ReplayFilter } from './replays.repository.js'

type Methods = typeof DELIVERY_RPC
type Request<M extends keyof Methods> = z.infer<Methods[M]['request']>

const DAY_MS = 86_400_000
const UNIQUE_VIOLATION = '23505'

@Injectable()
export class ReplaysService {
  constructor(
    private readonly repository: ReplaysRepository,
    private readonly worker: ReplayWorker,
    private readonly logger: Logger,
  ) {}

  async create(request: Request<'replays.create'>): Promise<CreatedReplay> {
    const filter = filterOf(request, new Date())
    const matched = await this.repository.count(filter)
    if (request.dry_run) return { id: null, matched }
    await this.insert(request.id, filter, matched)
    this.logger.event('replay.created', { replay_id: request.id, tenant_id: request.tenant_id, matched })
    this.worker.nudge()
    return { id: request.id, matched }
  }

  async get({ tenant_id, id }: Request<'replays.get'>): Promise<Replay> {
    const replay = await this.repository.get(tenant_id, id)
    if (replay === undefined) throw notFound('Replay')
    return replay
  }

  async cancel(one: Request<'replays.cancel'>): Promise<Replay> {
    const { status } = await this.get(one)
    if (status !== 'running') throw new DomainError('conflict', 'The replay has ended.')
    await this.repository.cancel(one.tenant_id, one.id)
    return this.get(one)
  }

  async list({ tenant_id, limit, cursor }: Request<'replays.list'>) {
    const before = cursor === undefined ? null : (decodeCursor(cursor, [UUID])[0] ?? null)
    const rows = await this.repository.list(tenant_id, limit + 1, before)
    const data = rows.slice(0, limit)
    const last = data.at(-1)
    return { data, next_cursor: rows.length > limit && last !== undefined ? encodeCursor([last.id]) : null }
  }

  /** The same request again (its id is the same) is no second replay. */
  private async insert(id: string, filter: ReplayFilter, matched: number): Promise<void> {
    try {
      await this.repository.insert(id, filter, matched)
    } catch (error) {
      if ((error as { code?: string }).code !== UNIQUE_VIOLATION) throw error
      if ((await this.repository.get(filter.tenantId, id)) !== undefined) return
      throw new DomainError('conflict', 'A replay of this tenant is running. Wait for its end, or cancel it.')
    }
  }
}

/** Without a status: what did not arrive. */
function filterOf(request: Request<'replays.create'>, now: Date): ReplayFilter {
  const { tenant_id: tenantId, webhook_id: webhookId = null, status, event_type: type } = request
  const isPrefix = type?.endsWith('.*') ?? false
  const until = request.until ?? now.toISOString()
  return {
    tenantId,
    webhookId,
    statuses: status === undefined ? ['failed', 'skipped'] : [status],
    type: isPrefix ? null : (type ?? null),
    typePrefix: isPrefix ? type!.slice(0, -1) : null,
    since: request.since ?? new Date(Date.parse(until) - MAX_REPLAY_DAYS * DAY_MS).toISOString(),
    until,
  }
}

import { CreatedReplay, CreateReplay, pageOf, PageQuery, Replay, type Page } from '@hookline/dto'
import { Controller, Get, HttpCode, Param, Post } from '@nestjs/common'
import type { Call } from '../../http/call.js'
import { Endpoint } from '../../http/endpoint.js'
import { Caller, JsonBody, ValidQuery } from '../../http/params.js'
import { ReplaysService } from './replays.service.js'

const tag = 'Replays'
const reading = { tag, access: 'read' } as const
const managing = { tag, access: 'manage' } as const

@Controller('v1/tenants/:tenant/replays')
export class ReplaysController {
  constructor(private readonly replays: ReplaysService) {}

  @Post()
  @HttpCode(202)
  @Endpoint({
    ...managing,
    summary: 'Send finished deliveries again, by filter; with dry_run only count them',
    body: CreateReplay,
    bodyExample: { status: 'failed', event_type: 'order.*', dry_run: true },
    answers: { 202: CreatedReplay },
    problems: ['conflict'],
    idempotent: true,
  })
  create(@Caller() call: Call, @JsonBody() body: CreateReplay): Promise<CreatedReplay> {
    return this.replays.create(call, body)
  }

  @Get()
  @Endpoint({ ...reading, summary: 'List replays, newest first', query: PageQuery, answers: { 200: pageOf(Replay) } })
  list(@Caller() call: Call, @ValidQuery() query: PageQuery): Promise<Page<Replay>> {
    return this.replays.list(call, query)
  }

  @Get(':id')
  @Endpoint({ ...reading, summary: 'Get a replay and its progress', answers: { 200: Replay } })
  get(@Caller() call: Call, @Param('id') id: string): Promise<Replay> {
    return this.replays.one('replays.get', call, id)
  }

  @Post(':id/cancel')
  @HttpCode(200)
  @Endpoint({
    ...managing,
    summary: 'Stop a replay; what it has made pending stays pending',
    answers: { 200: Replay },
    problems: ['conflict'],
  })
  cancel(@Caller() call: Call, @Param('id') id: string): Promise<Replay> {
    return this.replays.one('replays.cancel', call, id)
  }
}

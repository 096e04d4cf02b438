import { ApiKey, CreateApiKey, CreatedApiKey, pageOf, PageQuery, type Page } from '@hookline/dto'
import { Controller, Delete, Get, HttpCode, Param, Post } from '@nestjs/common'
import type { Call } from '../../http/call.js'
import { Endpoint } from '../../http/endpoint.js'
import { Caller, JsonBody, ValidQuery } from '../../http/params.js'
import { ApiKeysService } from './api-keys.service.js'

const of = { tag: 'API keys', access: 'manage' } as const

@Controller('v1/tenants/:tenant/api-keys')
export class ApiKeysController {
  constructor(private readonly keys: ApiKeysService) {}

  @Post()
  @Endpoint({
    ...of,
    summary: 'Create an API key; the key is shown in this answer only',
    body: CreateApiKey,
    bodyExample: { name: 'ci', scopes: ['events:write'] },
    answers: { 201: CreatedApiKey },
    problems: ['conflict', 'limit_reached'],
    idempotent: true,
  })
  create(@Caller() call: Call, @JsonBody() body: CreateApiKey): Promise<CreatedApiKey> {
    return this.keys.create(call, body)
  }

  @Get()
  @Endpoint({ ...of, summary: 'List API keys', query: PageQuery, answers: { 200: pageOf(ApiKey) } })
  list(@Caller() call: Call, @ValidQuery() query: PageQuery): Page<ApiKey> {
    return this.keys.list(call, query)
  }

  @Delete(':id')
  @HttpCode(204)
  @Endpoint({ ...of, summary: 'Revoke an API key', answers: { 204: null } })
  revoke(@Caller() call: Call, @Param('id') id: string): Promise<void> {
    return this.keys.revoke(call, id)
  }
}

import { CreateTenant, pageOf, PageQuery, Tenant, UpdateTenant, type Page } from '@hookline/dto'
import { Controller, Delete, Get, HttpCode, Patch, Post } from '@nestjs/common'
import type { Call } from '../../http/call.js'
import { Endpoint } from '../../http/endpoint.js'
import { Caller, JsonBody, ValidQuery } from '../../http/params.js'
import { TenantsService } from './tenants.service.js'

const of = { tag: 'Tenants', access: 'admin' } as const

@Controller('v1/tenants')
export class TenantsController {
  constructor(private readonly tenants: TenantsService) {}

  @Post()
  @Endpoint({
    ...of,
    summary: 'Create a tenant',
    body: CreateTenant,
    bodyExample: { name: 'Acme' },
    answers: { 201: Tenant },
    problems: ['conflict'],
    idempotent: true,
  })
  create(@Caller() call: Call, @JsonBody() body: CreateTenant): Promise<Tenant> {
    return this.tenants.create(call, body)
  }

  @Get()
  @Endpoint({ ...of, summary: 'List tenants', query: PageQuery, answers: { 200: pageOf(Tenant) } })
  list(@ValidQuery() query: PageQuery): Page<Tenant> {
    return this.tenants.list(query)
  }

  @Get(':tenant')
  @Endpoint({ ...of, summary: 'Get a tenant', answers: { 200: Tenant } })
  get(@Caller() call: Call): Tenant {
    return this.tenants.get(call)
  }

  @Patch(':tenant')
  @Endpoint({
    ...of,
    summary: 'Change a tenant',
    body: UpdateTenant,
    bodyExample: { name: 'Acme Inc.' },
    answers: { 200: Tenant },
  })
  update(@Caller() call: Call, @JsonBody() body: UpdateTenant): Promise<Tenant> {
    return this.tenants.update(call, body)
  }

  @Delete(':tenant')
  @HttpCode(204)
  @Endpoint({ ...of, summary: 'Delete a tenant, its keys and its webhooks', answers: { 204: null } })
  remove(@Caller() call: Call): Promise<void> {
    return this.tenants.remove(call)
  }
}

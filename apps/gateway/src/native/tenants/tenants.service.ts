import type { CreateTenant, Page, PageQuery, Tenant, UpdateTenant } from '@hookline/dto'
import { notFound } from '@hookline/service-kit'
import { Injectable } from '@nestjs/common'
import { uuidv7 } from '../../ids.js'
import type { Call } from '../../http/call.js'
import { Cursors } from '../../http/cursors.js'
import { ConfigChanges } from '../../rpc/config-changes.js'
import { ALL_TENANTS, Snapshot } from '../../snapshot/snapshot.js'
import { memoryPage } from '../memory-page.js'

@Injectable()
export class TenantsService {
  constructor(
    private readonly changes: ConfigChanges,
    private readonly snapshot: Snapshot,
    private readonly cursors: Cursors,
  ) {}

  async create(call: Call, { id, name }: CreateTenant): Promise<Tenant> {
    const { record } = await this.changes.make('tenants.create', { id: id ?? uuidv7(), name }, call)
    return record
  }

  list(query: PageQuery): Page<Tenant> {
    const { tenants } = this.snapshot
    const source = { list: 'tenants', page: tenants.page.bind(tenants, ALL_TENANTS) }
    return memoryPage(source, query, this.cursors, (record) => record)
  }

  get({ tenantId }: Call): Tenant {
    const record = this.snapshot.tenants.get(tenantId)
    if (record === undefined) throw notFound('Tenant')
    return record
  }

  async update(call: Call, { name }: UpdateTenant): Promise<Tenant> {
    if (name === undefined) return this.get(call)
    const { record } = await this.changes.make('tenants.update', { id: call.tenantId, name }, call)
    return record
  }

  async remove(call: Call): Promise<void> {
    await this.changes.make('tenants.delete', { id: call.tenantId }, call)
  }
}

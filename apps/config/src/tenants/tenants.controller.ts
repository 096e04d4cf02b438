import { Controller, UseFilters } from '@nestjs/common'
import { Ctx, Payload } from '@nestjs/microservices'
import { RethrowFilter, RpcHandler, type RpcContext } from '@hookline/service-kit'
import type { ReplyOf, RequestOf } from '../commands/rpc-types.js'
import { TenantsService } from './tenants.service.js'

@Controller()
@UseFilters(RethrowFilter)
export class TenantsController {
  constructor(private readonly tenants: TenantsService) {}

  @RpcHandler('tenants.create')
  create(
    @Payload() request: RequestOf<'tenants.create'>,
    @Ctx() context: RpcContext,
  ): Promise<ReplyOf<'tenants.create'>> {
    return this.tenants.create(request, context)
  }

  @RpcHandler('tenants.update')
  update(
    @Payload() request: RequestOf<'tenants.update'>,
    @Ctx() context: RpcContext,
  ): Promise<ReplyOf<'tenants.update'>> {
    return this.tenants.update(request, context)
  }

  @RpcHandler('tenants.delete')
  delete(
    @Payload() request: RequestOf<'tenants.delete'>,
    @Ctx() context: RpcContext,
  ): Promise<ReplyOf<'tenants.delete'>> {
    return this.tenants.delete(request, context)
  }
}

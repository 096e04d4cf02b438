import { Controller, UseFilters } from '@nestjs/common'
import { Ctx, Payload } from '@nestjs/microservices'
import { RethrowFilter, RpcHandler, type RpcContext } from '@hookline/service-kit'
import type { ReplyOf, RequestOf } from '../commands/rpc-types.js'
import { ApiKeysService } from './api-keys.service.js'

@Controller()
@UseFilters(RethrowFilter)
export class ApiKeysController {
  constructor(private readonly apiKeys: ApiKeysService) {}

  @RpcHandler('api_keys.create')
  create(
    @Payload() request: RequestOf<'api_keys.create'>,
    @Ctx() context: RpcContext,
  ): Promise<ReplyOf<'api_keys.create'>> {
    return this.apiKeys.create(request, context)
  }

  @RpcHandler('api_keys.revoke')
  revoke(
    @Payload() request: RequestOf<'api_keys.revoke'>,
    @Ctx() context: RpcContext,
  ): Promise<ReplyOf<'api_keys.revoke'>> {
    return this.apiKeys.revoke(request, context)
  }
}

import { Controller, UseFilters } from '@nestjs/common'
import { Ctx, Payload } from '@nestjs/microservices'
import { RethrowFilter, RpcHandler, type RpcContext } from '@hookline/service-kit'
import type { ReplyOf, RequestOf } from '../commands/rpc-types.js'
import { WebhooksService } from './webhooks.service.js'

@Controller()
@UseFilters(RethrowFilter)
export class WebhooksController {
  constructor(private readonly webhooks: WebhooksService) {}

  @RpcHandler('webhooks.create')
  create(
    @Payload() request: RequestOf<'webhooks.create'>,
    @Ctx() context: RpcContext,
  ): Promise<ReplyOf<'webhooks.create'>> {
    return this.webhooks.create(request, context)
  }

  @RpcHandler('webhooks.update')
  update(
    @Payload() request: RequestOf<'webhooks.update'>,
    @Ctx() context: RpcContext,
  ): Promise<ReplyOf<'webhooks.update'>> {
    return this.webhooks.update(request, context)
  }

  @RpcHandler('webhooks.delete')
  delete(
    @Payload() request: RequestOf<'webhooks.delete'>,
    @Ctx() context: RpcContext,
  ): Promise<ReplyOf<'webhooks.delete'>> {
    return this.webhooks.delete(request, context)
  }
}

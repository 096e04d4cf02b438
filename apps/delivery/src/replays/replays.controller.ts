import { Controller } from '@nestjs/common'
import { Payload } from '@nestjs/microservices'
import { RpcHandler } from '@hookline/service-kit'
import { ReplaysService } from './replays.service.js'
import { SingleService } from './single.service.js'

type Replays = ReplaysService
type Single = SingleService

@Controller()
export class ReplaysController {
  constructor(
    private readonly replays: ReplaysService,
    private readonly single: SingleService,
  ) {}

  @RpcHandler('deliveries.resend')
  resend(@Payload() request: Parameters<Single['resend']>[0]): ReturnType<Single['resend']> {
    return this.single.resend(request)
  }

  @RpcHandler('deliveries.cancel')
  cancelDelivery(@Payload() request: Parameters<Single['cancel']>[0]): ReturnType<Single['cancel']> {
    return this.single.cancel(request)
  }

  @RpcHandler('replays.create')
  create(@Payload() request: Parameters<Replays['create']>[0]): ReturnType<Replays['create']> {
    return this.replays.create(request)
  }

  @RpcHandler('replays.list')
  list(@Payload() request: Parameters<Replays['list']>[0]): ReturnType<Replays['list']> {
    return this.replays.list(request)
  }

  @RpcHandler('replays.get')
  get(@Payload() request: Parameters<Replays['get']>[0]): ReturnType<Replays['get']> {
    return this.replays.get(request)
  }

  @RpcHandler('replays.cancel')
  cancel(@Payload() request: Parameters<Replays['cancel']>[0]): ReturnType<Replays['cancel']> {
    return this.replays.cancel(request)
  }
}

import { Controller } from '@nestjs/common'
import { Payload } from '@nestjs/microservices'
import { RpcHandler } from '@hookline/service-kit'
import { QueriesService } from './queries.service.js'

@Controller()
export class QueriesController {
  constructor(private readonly queries: QueriesService) {}

  @RpcHandler('events.list')
  listEvents(
    @Payload() request: Parameters<QueriesService['listEvents']>[0],
  ): ReturnType<QueriesService['listEvents']> {
    return this.queries.listEvents(request)
  }

  @RpcHandler('events.get')
  getEvent(@Payload() request: Parameters<QueriesService['getEvent']>[0]): ReturnType<QueriesService['getEvent']> {
    return this.queries.getEvent(request)
  }

  @RpcHandler('deliveries.list')
  listDeliveries(
    @Payload() request: Parameters<QueriesService['listDeliveries']>[0],
  ): ReturnType<QueriesService['listDeliveries']> {
    return this.queries.listDeliveries(request)
  }

  @RpcHandler('deliveries.get')
  getDelivery(
    @Payload() request: Parameters<QueriesService['getDelivery']>[0],
  ): ReturnType<QueriesService['getDelivery']> {
    return this.queries.getDelivery(request)
  }
}

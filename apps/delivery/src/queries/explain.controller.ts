import { Controller } from '@nestjs/common'
import { Payload } from '@nestjs/microservices'
import { RpcHandler } from '@hookline/service-kit'
import { ExplainService } from './explain.service.js'

@Controller()
export class ExplainController {
  constructor(private readonly service: ExplainService) {}

  @RpcHandler('events.explain')
  explain(@Payload() request: Parameters<ExplainService['explain']>[0]): ReturnType<ExplainService['explain']> {
    return this.service.explain(request)
  }
}

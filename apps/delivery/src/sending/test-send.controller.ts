import { Controller } from '@nestjs/common'
import { Payload } from '@nestjs/microservices'
import { RpcHandler } from '@hookline/service-kit'
import { TestSendService } from './test-send.service.js'

@Controller()
export class TestSendController {
  constructor(private readonly tests: TestSendService) {}

  @RpcHandler('webhooks.test')
  send(@Payload() request: Parameters<TestSendService['send']>[0]): ReturnType<TestSendService['send']> {
    return this.tests.send(request)
  }
}

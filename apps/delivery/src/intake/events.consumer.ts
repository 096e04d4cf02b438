import { Controller } from '@nestjs/common'
import { Payload } from '@nestjs/microservices'
import { TOPICS } from '@hookline/event-schemas'
import { BatchHandler, type StreamRecord } from '@hookline/service-kit'
import { IntakeService } from './intake.service.js'

@Controller()
export class EventsConsumer {
  constructor(private readonly intake: IntakeService) {}

  @BatchHandler(TOPICS.events)
  onBatch(@Payload() records: StreamRecord[]): Promise<void> {
    return this.intake.take(records)
  }
}

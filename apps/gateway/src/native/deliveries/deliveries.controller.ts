import { DeliveriesQuery, Delivery, DeliverySummary, pageOf, type Page } from '@hookline/dto'
import { Controller, Get, HttpCode, Param, Post } from '@nestjs/common'
import type { Call } from '../../http/call.js'
import { Endpoint } from '../../http/endpoint.js'
import { Caller, ValidQuery } from '../../http/params.js'
import { DeliveriesService } from './deliveries.service.js'

const of = { tag: 'Deliveries', access: 'read' } as const
const managing = { tag: 'Deliveries', access: 'manage' } as const

@Controller('v1/tenants/:tenant/deliveries')
export class DeliveriesController {
  constructor(private readonly deliveries: DeliveriesService) {}

  @Get()
  @Endpoint({
    ...of,
    summary: 'List deliveries, newest first',
    query: DeliveriesQuery,
    answers: { 200: pageOf(DeliverySummary) },
    problems: ['invalid_cursor'],
  })
  list(@Caller() call: Call, @ValidQuery() query: DeliveriesQuery): Promise<Page<DeliverySummary>> {
    return this.deliveries.list(call, query)
  }

  @Get(':id')
  @Endpoint({ ...of, summary: 'Get a delivery with its attempts', answers: { 200: Delivery } })
  get(@Caller() call: Call, @Param('id') id: string): Promise<Delivery> {
    return this.deliveries.get(call, id)
  }

  @Post(':id/resend')
  @HttpCode(202)
  @Endpoint({
    ...managing,
    summary: 'Send a delivery again now, whatever its end was; its retry schedule begins anew',
    answers: { 202: DeliverySummary },
    problems: ['conflict'],
  })
  resend(@Caller() call: Call, @Param('id') id: string): Promise<DeliverySummary> {
    return this.deliveries.change('deliveries.resend', call, id)
  }

  @Post(':id/cancel')
  @HttpCode(200)
  @Endpoint({
    ...managing,
    summary: 'Give up a delivery that waits for its next attempt',
    answers: { 200: DeliverySummary },
    problems: ['conflict'],
  })
  cancel(@Caller() call: Call, @Param('id') id: string): Promise<DeliverySummary> {
    return this.deliveries.change('deliveries.cancel', call, id)
  }
}
